import { once } from '../core/once.ts';
import type { Signature } from '../signature/signature.ts';
import { similarity } from '../signature/signature-distance.ts';
import { type HostParts, hostSimilarity } from './host-similarity.ts';
import type { KnownHead } from './known-head.ts';

/** A task that may help, and how alike it is. */
export interface RelevantTask<H extends KnownHead = KnownHead> {
  readonly head: H;
  /** As in `KnownTask`. */
  readonly similarity: number;
  readonly hostSimilarity: number;
}

/** Tasks that are chosen: their points are read, and each becomes a model of its own in a search. */
const MOST = 24;
/** The best of each kind get a place in any case: kinds err in different ways, and a search can tell which does. */
const OF_EACH_KIND = 4;
/** Hosts that one model is taken from: further ones say the same again. */
const HOSTS_OF_MODEL = 3;
/** A task of this many trials tells half of what it could. */
const HALF_TOLD = 4;

interface Ranked<H extends KnownHead> extends RelevantTask<H> {
  readonly relevance: number;
  readonly kind: Kind;
}

type Kind = 'own here' | 'own elsewhere' | 'shipped';
const KINDS: readonly Kind[] = ['own here', 'own elsewhere', 'shipped'];

/**
 * The tasks most worth knowing for a model on a host, most relevant first: by likeness of model times likeness of host,
 * less where few trials were made; own before shipped, then by id, where that is equal. At most 24; among them the best of
 * each kind there is (own of this host, own of others, shipped), and no model from more than three hosts. Tasks whose
 * signature is of another version are left out. The same model on this host is the best task there is, and stays.
 */
export function relevantTasks<H extends KnownHead>(
  target: { readonly signature: Signature; readonly hostParts: HostParts },
  heads: readonly H[],
): readonly RelevantTask<H>[] {
  // Tasks share the objects of their model and host: most comparisons are made once.
  const ofModel = new Map<Signature, number>();
  const ofHost = new Map<HostParts, number>();
  const ranked = heads
    .filter((head) => head.signature.version === target.signature.version)
    .map((head): Ranked<H> => {
      const model = once(ofModel, head.signature, (s) => similarity(target.signature, s));
      const host = once(ofHost, head.hostParts, (p) => hostSimilarity(target.hostParts, p));
      const told = head.trials / (head.trials + HALF_TOLD);
      const kind =
        head.origin === 'shipped' ? 'shipped' : host === 1 ? 'own here' : 'own elsewhere';
      return {
        head,
        similarity: model,
        hostSimilarity: host,
        relevance: model * host * told,
        kind,
      };
    })
    .sort(byRelevance);
  return pick(ranked).map(({ head, similarity, hostSimilarity }) => ({
    head,
    similarity,
    hostSimilarity,
  }));
}

function pick<H extends KnownHead>(ranked: readonly Ranked<H>[]): readonly Ranked<H>[] {
  const perModel = new Map<string, number>();
  const few = ranked.filter(({ head }) => {
    const before = perModel.get(head.modelSha256) ?? 0;
    perModel.set(head.modelSha256, before + 1);
    return before < HOSTS_OF_MODEL;
  });
  const kept = new Set(
    KINDS.flatMap((kind) => few.filter((r) => r.kind === kind).slice(0, OF_EACH_KIND)),
  );
  for (const task of few) {
    if (kept.size >= MOST) break;
    kept.add(task);
  }
  return few.filter((task) => kept.has(task));
}

function byRelevance(a: Ranked<KnownHead>, b: Ranked<KnownHead>): number {
  return (
    b.relevance - a.relevance ||
    Number(a.head.origin === 'shipped') - Number(b.head.origin === 'shipped') ||
    (a.head.id < b.head.id ? -1 : a.head.id > b.head.id ? 1 : 0)
  );
}
