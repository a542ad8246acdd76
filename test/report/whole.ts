import * as html from '../../src/report/html.ts';
import * as json from '../../src/report/json.ts';
import { joined } from '../../src/report/show.ts';
import * as text from '../../src/report/text.ts';

/** The views that come in parts, each in one piece. */
export const planText = (...args: Parameters<typeof text.planText>) => joined([...text.planText(...args)]);
export const planJson = (...args: Parameters<typeof json.planJson>) => joined([...json.planJson(...args)]);
export const planHtml = (...args: Parameters<typeof html.planHtml>) => joined([...html.planHtml(...args)]);
