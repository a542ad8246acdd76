import * as html from '../../src/report/html.ts';
import * as json from '../../src/report/json.ts';
import { joinPrintable } from '../../src/report/escape.ts';
import * as text from '../../src/report/text.ts';

/** The views that come in parts, each in one piece. */
export const planText = (...args: Parameters<typeof text.planText>) => joinPrintable([...text.planText(...args)]);
export const planJson = (...args: Parameters<typeof json.planJson>) => joinPrintable([...json.planJson(...args)]);
export const planHtml = (...args: Parameters<typeof html.planHtml>) => joinPrintable([...html.planHtml(...args)]);
