package io.backflow.lab.simulate;

import io.backflow.jobs.config.SyncConfig;
import io.backflow.jobs.protocol.Rounds;
import java.util.Objects;

/** After a change of their length, the rounds that count as closed end where those before it ended. */
final class ClosedRounds {

    private ClosedRounds() {}

    /**
     * @param before with the configuration that made {@code savepoint}
     * @param after goes on from it with another
     */
    static void check(ViolationLog log, Scenario before, Checkpoint savepoint, Attempt after) {
        long saved = Objects.requireNonNull(savepoint.shards().get(0)).closedRound;
        long now = after.state(0).closedRound;
        if (saved == Rounds.NONE || saved == Rounds.ALL || !before.synchronous()) {
            return;
        }
        long length = millis(after.run().scenario());
        long end = (saved + 1) * millis(before);
        long open = end - (now + 1) * length;
        log.check(
                Check.CONFIGURATION,
                open >= 0 && open < length,
                () -> "rounds were closed up to " + end + " ms, and after the change are so up to " + (end - open));
    }

    private static long millis(Scenario scenario) {
        return ((SyncConfig.Synchronous) scenario.config().sync()).round().toMillis();
    }
}
