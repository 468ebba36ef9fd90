// SPDX-License-Identifier: Apache-2.0
package dev.triad.electra.finetune;

import dev.triad.core.random.RandomKey;

/// Which task each step trains when there are several. In every epoch each task has all its batches, in an order
/// drawn for that epoch: a task's share of the steps is exactly its share of the batches.
final class TaskMixture {
    /// A task's batch.
    ///
    /// @param task the number of the task
    /// @param batch which of its batches, counted from 0 over all epochs
    record Turn(int task, long batch) {}

    private final RandomKey key;
    private final long[] batches;
    private final long perEpoch;
    private long planned = -1;
    private Turn[] turns = {};

    /// @param batches how many batches an epoch has of each task
    TaskMixture(RandomKey key, long... batches) {
        this.key = key;
        this.batches = batches.clone();
        long sum = 0;
        for (long count : batches) sum = Math.addExact(sum, count);
        perEpoch = Math.toIntExact(sum);
    }

    long stepsPerEpoch() {
        return perEpoch;
    }

    Turn turn(long step) {
        long epoch = step / perEpoch;
        if (epoch != planned) {
            turns = plan(epoch);
            planned = epoch;
        }
        return turns[(int) (step % perEpoch)];
    }

    private Turn[] plan(long epoch) {
        var tasks = new int[(int) perEpoch];
        int filled = 0;
        for (int task = 0; task < batches.length; task++) {
            for (long i = 0; i < batches[task]; i++) tasks[filled++] = task;
        }
        if (batches.length > 1) key.named("tasks").at(epoch, 0, 0).shuffle(tasks);
        var next = new long[batches.length];
        var plan = new Turn[tasks.length];
        for (int i = 0; i < plan.length; i++) {
            int task = tasks[i];
            plan[i] = new Turn(task, epoch * batches[task] + next[task]++);
        }
        return plan;
    }
}
