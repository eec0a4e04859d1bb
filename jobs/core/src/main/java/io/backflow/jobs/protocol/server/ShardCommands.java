package io.backflow.jobs.protocol.server;

import io.backflow.jobs.protocol.Contribution.RateChange;
import io.backflow.jobs.protocol.Contribution.Rollback;
import io.backflow.jobs.protocol.Contribution.ShardCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The commands to a shard that wait for a checkpoint barrier. */
final class ShardCommands {

    private final List<ShardCommand> waiting = new ArrayList<>();

    void add(ShardCommand command) {
        waiting.add(command);
    }

    /**
     * Carries out what waits, in the order in which it came.
     *
     * @param serverSlot what the server's optimizer slots are before a first update
     * @param workerSlot the same of the workers'
     * @return whether the parameters changed
     */
    boolean carryOut(ShardState state, float serverSlot, float workerSlot) {
        boolean changed = false;
        for (ShardCommand command : waiting) {
            if (command instanceof RateChange change) {
                state.learningRate = change.rate();
            } else if (command instanceof Rollback rollback) {
                rollBack(state, rollback);
                Arrays.fill(state.slots, serverSlot);
                Arrays.fill(state.workerSlots, workerSlot);
                changed = true;
            }
        }
        waiting.clear();
        return changed;
    }

    /** What the slots hold comes from gradients of the parameters that are given up. */
    private static void rollBack(ShardState state, Rollback rollback) {
        System.arraycopy(rollback.values(), 0, state.values, 0, state.values.length);
        state.slotsFreshAt = state.updates;
        state.workerUpdates = 0;
        state.rollbacks = rollback.number();
        state.version++;
    }
}
