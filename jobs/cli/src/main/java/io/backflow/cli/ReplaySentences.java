package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.replay.ReplayResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a replay came to, in words. */
final class ReplaySentences {

    private final ReplayCommand.Result result;
    private final ReplayResult replay;
    private final JobConfig config;
    private final Map<String, String> columns;

    /** @param columns which column is what */
    ReplaySentences(ReplayCommand.Result result, JobConfig config, Map<String, String> columns) {
        this.result = result;
        replay = result.replay();
        this.config = config;
        this.columns = columns;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(count(replay.rows(), "row") + ", " + count(replay.sequences(), "sequence") + " ("
                + columns.getOrDefault("sequence", "") + "), "
                + (replay.first() == null ? "no time" : replay.first() + " to " + replay.last()) + " ("
                + columns.getOrDefault("time", "") + ")");
        replay.skipped()
                .forEach((reason, rows) -> lines.add(count(rows, "row") + " skipped, " + reason + ": "
                        + replay.examples().get(reason)));
        lines.add((replay.stopped() ? "stopped; " : "") + "wrote "
                + count(replay.written().records(), "record") + " to topic " + result.topic() + " in "
                + count(replay.epochs(), "whole epoch") + heldOut());
        if (replay.outOfOrder() > 0) {
            lines.add("note: " + count(replay.outOfOrder(), "row")
                    + " are older than the row before of their sequence; sort the file by time, or the job has to put"
                    + " them in order (sequence.reorder, stream.order.lateness)");
        }
        Instant last = replay.last();
        if (last != null && last.isAfter(Instant.now().plus(config.stream().maxAhead()))) {
            lines.add("note: the last step, at " + last + ", is ahead of the clock by more than stream.max_ahead, "
                    + config.stream().maxAhead() + "; raise it in the job's configuration, or such steps are dead"
                    + " letters");
        }
        return lines;
    }

    private String heldOut() {
        ReplayResult.Written written = replay.written();
        if (written.heldOut() == 0 && written.beforeHeldOut() == 0) {
            return "";
        }
        String where = result.holdOutTopic() == null ? " with weight 0" : " in topic " + result.holdOutTopic();
        return "; " + String.format(Locale.ROOT, "%,d", written.heldOut()) + " of them held out" + where
                + (written.beforeHeldOut() == 0
                        ? ""
                        : ", and " + String.format(Locale.ROOT, "%,d", written.beforeHeldOut())
                                + " of weight 0 that forecast them");
    }

    private static String count(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }
}
