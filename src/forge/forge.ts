/**
 * Where a team reviews (GitHub, GitLab), as far as hfsync writes there. `github.ts` and `gitlab.ts` implement this
 * port, `post.ts` decides what to write, and tests serve both on loopback.
 */
export interface Forge {
  readonly name: 'GitHub' | 'GitLab';
  /** The most characters that a comment or an issue may have. */
  readonly limit: number;
  /** Escapes a text so that the forge finds no command in it. `create` and `update` expect such a text. */
  written(body: string): string;
  /** Who this token writes as. Null if it does not say (an installation's token, such as that of a GitHub job). */
  author(): Promise<string | null>;
  /** The comments of one pull request or merge request. */
  comments(number: number): Board;
  /** The open issues with the label `hfsync`. */
  issues(title: string): Tracker;
  /** The pull request or merge request whose merge made this commit, or null if there is none. */
  mergedAs(commit: string): Promise<Merged | null>;
}

/** What a person or a program wrote. The body is as the forge keeps it: other people's words. */
export interface Post {
  /** Grows with time. */
  readonly id: number;
  readonly author: string;
  readonly body: string;
  /** A link for people. Null if the forge gives none. */
  readonly url: string | null;
}

export interface Board {
  /** All of them, from every page. */
  list(): Promise<readonly Post[]>;
  create(body: string): Promise<Post>;
  update(id: number, body: string): Promise<Post>;
  /** Deletes a comment; closes an issue as completed. */
  remove(id: number): Promise<void>;
}

export type Tracker = Board;

export interface Merged {
  readonly number: number;
  /** The last commit that was reviewed. */
  readonly head: string;
}

export const LABEL = 'hfsync';
