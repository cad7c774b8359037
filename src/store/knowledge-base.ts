import type { CalibrationStore } from '../calibration/calibration.ts';
import type { TaskStore } from '../knowledge/task-store.ts';
import type { KnowledgeArchive } from '../study/knowledge-archive.ts';
import type { KnowledgeStore } from '../study/knowledge-store.ts';
import type { ContestStore } from '../variants/contest.ts';

/** Everything a knowledge base is to the parts of the program that use it. */
export interface KnowledgeBase
  extends KnowledgeStore,
    CalibrationStore,
    TaskStore,
    ContestStore,
    KnowledgeArchive {}
