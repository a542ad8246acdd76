import { TOKEN } from '../support/canary.ts';
import { serveState } from '../state/media/http-server.ts';
import { cutRunner, runnersShare, type SharedPlace } from './runners.ts';

async function place(): Promise<SharedPlace & { cut(isCut: boolean): void }> {
  const server = await serveState('gitlab', `gitlab-ci-token:${TOKEN}`);
  const variables = {
    HFSYNC_STATE_HTTP_ADDRESS: server.url,
    HFSYNC_STATE_HTTP_USERNAME: 'gitlab-ci-token',
    HFSYNC_STATE_HTTP_PASSWORD: TOKEN,
  };
  return {
    ...{ backend: 'http', variables },
    cut(isCut) {
      server.meddle = (request) => {
        if (isCut) request.socket.destroy();
        return isCut;
      };
    },
  };
}

runnersShare('http', place);
// It takes as long as all retries together; PostgreSQL's is quicker.
if (process.env['HFSYNC_TEST_ALL_MEDIA']) cutRunner(place);
