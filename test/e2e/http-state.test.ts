import { TOKEN } from '../support/canary.ts';
import { serveState } from '../state/media/http-server.ts';
import { runnersShare } from './runners.ts';

runnersShare('http', async () => {
  const { url } = await serveState('gitlab', `gitlab-ci-token:${TOKEN}`);
  const variables = {
    HFSYNC_STATE_HTTP_ADDRESS: url,
    HFSYNC_STATE_HTTP_USERNAME: 'gitlab-ci-token',
    HFSYNC_STATE_HTTP_PASSWORD: TOKEN,
  };
  return { backend: 'http', variables };
});
