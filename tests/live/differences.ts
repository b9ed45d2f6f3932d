import { contractDifferences } from "./contract";
import { type Exchange, routeOf } from "./traffic";

export interface Comparison {
  /** How many answers were compared. */
  answers: number;
  /** "GET /accounts/{id}/shares: result[].foo (string) is not in the contract (2 of 3 answers)" */
  differences: string[];
}

/** Every answer beside the contract; the same difference is told once, with how often it was met. */
export function compareWithContract(exchanges: readonly Exchange[]): Comparison {
  const answered = exchanges.filter(({ answer }) => answer !== undefined);
  const answersOf = new Map<string, number>();
  const met = new Map<string, { where: string; count: number }>();
  for (const exchange of answered) {
    const where = placeOf(exchange);
    answersOf.set(where, (answersOf.get(where) ?? 0) + 1);
    for (const statement of new Set(contractDifferences(exchange))) {
      const line = `${where}: ${statement}`;
      met.set(line, { where, count: (met.get(line)?.count ?? 0) + 1 });
    }
  }
  const differences = [...met].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    answers: answered.length,
    differences: differences.map(
      ([line, { where, count }]) => `${line} (${count} of ${answersOf.get(where)} answers)`,
    ),
  };
}

/** Refusals are a matter of their own: their shape has nothing to do with what was asked for. */
function placeOf(exchange: Exchange): string {
  const status = exchange.answer?.status ?? 0;
  return status >= 400 ? `${routeOf(exchange)} (${status})` : routeOf(exchange);
}
