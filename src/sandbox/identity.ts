import { Hono } from 'hono';
import { accessOf, bearer, owner } from './access.ts';
import type { Bindings, Service } from './service.ts';

/** Harvest ID: which accounts a token opens (Harvest API docs, "Authentication"; shape as seen in tap-harvest's issue 20). */
export function identityApp(service: Service): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  app.get('/api/v2/accounts', (call) => {
    const access = accessOf(service.tokens, bearer(call.req.raw, new URL(call.req.url)));
    if (!access || access.as === 'expired') return call.json({ error: 'invalid_token' }, 401);
    const world = service.world();
    const { harvest, forecast } = world;
    return call.json({
      user: owner(world),
      accounts: [
        { id: harvest.account, name: harvest.company.name, product: 'harvest', google_sign_in_required: false },
        { id: forecast.account, name: forecast.name, product: 'forecast', google_sign_in_required: false },
      ],
    });
  });
  return app;
}
