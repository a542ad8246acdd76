/**
 * Where a team reviews (GitHub, GitLab), as far as hfsync writes there. A port: `github.ts` and `gitlab.ts` speak it, `post.ts`
 * decides with it, tests serve both on loopback.
 */
export interface Forge {
  readonly name: 'GitHub' | 'GitLab';
  /** Characters that a comment or an issue may have. */
  readonly limit: number;
  /** A text such that the forge takes nothing in it for a command; what is given to `create` and `update`. */
  written(body: string): string;
  /** Who this token writes as; null where it cannot tell (an installation's token, such as that of a GitHub job). */
  author(): Promise<string | null>;
  /** The comments of one pull request or merge request. */
  comments(number: number): Board;
  /** The open issues with the label `hfsync`. */
  issues(title: string): Tracker;
  /** The pull request or merge request whose merge made this commit; null where none did. */
  mergedAs(commit: string): Promise<Merged | null>;
}

/** Something a person or a program wrote. Bodies come as the forge keeps them: they are other people's words. */
export interface Post {
  /** Grows with time. */
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** For people; null where the forge does not say. */
  readonly url: string | null;
}

export interface Board {
  /** All of them, from every page. */
  list(): Promise<readonly Post[]>;
  create(body: string): Promise<Post>;
  update(id: number, body: string): Promise<Post>;
  /** A comment is deleted, an issue closed as completed. */
  remove(id: number): Promise<void>;
}

export type Tracker = Board;

export interface Merged {
  readonly number: number;
  /** The last commit that was reviewed. */
  readonly head: string;
}

export const LABEL = 'hfsync';
