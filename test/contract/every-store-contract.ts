import type { KnowledgeBase } from '../../src/store/knowledge-base.ts';
import { archiveContract } from './archive-contract.ts';
import { calibrationStoreContract } from './calibration-store-contract.ts';
import { contestStoreContract } from './contest-store-contract.ts';
import { storeContract } from './store-contract.ts';
import { taskStoreContract } from './task-store-contract.ts';

/** Everything that a knowledge base must do, whatever it is kept in. `open` gives an empty one. */
export function everyStoreContract(name: string, open: () => Promise<KnowledgeBase>): void {
  storeContract(name, open);
  calibrationStoreContract(name, open);
  taskStoreContract(name, open);
  archiveContract(name, open);
  contestStoreContract(name, open);
}
