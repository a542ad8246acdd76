declare module 'forecast-promise' {
  type Row = Record<string, unknown>;
  export default class Forecast {
    constructor(account: { accountId: string; token: string });
    readonly instance: { defaults: { baseURL: string } };
    whoAmI(): Promise<Row>;
    people(): Promise<Row[]>;
    clients(): Promise<Row[]>;
    projects(): Promise<Row[]>;
    roles(): Promise<Row[]>;
    milestones(): Promise<Row[]>;
    assignments(range: { startDate: Date; endDate: Date }): Promise<Row[]>;
  }
}
