package io.backflow.jobs.control;

import io.backflow.jobs.protocol.VersionId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers to commands, held back until a checkpoint with the command in it is complete: a command that was answered
 * keeps its point of effect through every later failure. Not thread-safe.
 */
public final class PendingAnswers {

    private static final long RESTORED = Long.MIN_VALUE;

    private final Map<CommandId, CommandReport> open = new LinkedHashMap<>();
    private final List<Held> held = new ArrayList<>();

    private record Held(long checkpoint, CommandAnswer answer) {}

    /** Adds answers that are in a state, and so in a complete checkpoint. */
    public void restore(CommandAnswer answer) {
        held.add(new Held(RESTORED, answer));
    }

    /** Adds a part of an answer. */
    public void add(CommandReport report) {
        open.merge(report.id(), report, CommandReport::plus);
    }

    /**
     * Commands reported so far took effect at the barrier of {@code checkpoint}.
     *
     * @param newest version at the barrier; null where there is none
     */
    public void barrier(long checkpoint, @Nullable VersionId newest) {
        open.values().forEach(report -> held.add(new Held(checkpoint, answer(report, newest))));
        open.clear();
    }

    /** The answers that have to be in the next checkpoint. */
    public List<CommandAnswer> held() {
        return held.stream().map(Held::answer).toList();
    }

    /** Takes the answers that may be given once {@code checkpoint} is complete. */
    public List<CommandAnswer> complete(long checkpoint) {
        List<CommandAnswer> due = new ArrayList<>();
        for (Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            Held next = each.next();
            if (next.checkpoint <= checkpoint) {
                due.add(next.answer);
                each.remove();
            }
        }
        return due;
    }

    /** Takes all answers, for the input has ended: a command that no barrier has followed was not carried out. */
    public List<CommandAnswer> end() {
        List<CommandAnswer> all = new ArrayList<>(complete(Long.MAX_VALUE));
        for (CommandReport report : open.values()) {
            String reason =
                    report.refusal() == null ? "the input ended before the command took effect" : report.refusal();
            all.add(new CommandAnswer(report.id(), report.kind(), false, reason, null, null));
        }
        open.clear();
        return all;
    }

    private static CommandAnswer answer(CommandReport report, @Nullable VersionId newest) {
        String refusal = refusal(report);
        return new CommandAnswer(
                report.id(),
                report.kind(),
                refusal == null,
                refusal == null ? done(report) : refusal,
                newest == null ? null : newest.session(),
                newest == null ? null : newest.version());
    }

    private static @Nullable String refusal(CommandReport report) {
        boolean nothing = report.kind() == Command.Kind.RESET_SEQUENCE && report.sequences() == 0;
        return report.refusal() == null && nothing ? "the job has no such sequence" : report.refusal();
    }

    private static String done(CommandReport report) {
        return switch (report.kind()) {
            case RESET_SEQUENCE -> report.sequences() + " recurrent states start from zero";
            case PAUSE -> "steps are not learnt";
            case RESUME -> "steps are learnt";
            case LEARNING_RATE -> "the learning rate is set";
            case PUBLISH -> "this version is published";
            case ROLL_BACK -> "the parameters were replaced; the optimizer's slots are fresh";
            case FOLLOW -> "newer versions are considered";
            case UNKNOWN -> "";
        };
    }
}
