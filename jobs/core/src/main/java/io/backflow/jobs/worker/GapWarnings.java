package io.backflow.jobs.worker;

import io.backflow.jobs.sequence.GapPattern;
import io.backflow.jobs.sequence.GapPolicy;
import io.backflow.jobs.sequence.SequenceState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Logs that gaps follow a pattern: one sentence for each kind of pattern and worker, with the sequence in which the
 * pattern was found first.
 */
final class GapWarnings {

    private final int every;
    private final GapPolicy policy;
    private final Consumer<String> log;
    private final Set<Class<? extends GapPattern>> logged = new HashSet<>();

    /**
     * @param every steps of a window
     * @param policy what a gap does; gaps that interrupt no window are logged only if they are a stride
     * @param log receives a sentence
     */
    GapWarnings(int every, GapPolicy policy, Consumer<String> log) {
        this.every = every;
        this.policy = policy;
        this.log = log;
    }

    /** The newest gap of {@code state} has just been declared. */
    void gap(SequenceState state) {
        if (logged.size() == GapPattern.class.getPermittedSubclasses().length) {
            return;
        }
        Optional<GapPattern> pattern = GapPattern.of(state.episode.skipped, every);
        if (pattern.isPresent() && isWorthLogging(pattern.get())) {
            logged.add(pattern.get().getClass());
            log.accept(sentence(sequence(state), pattern.get()));
        }
    }

    private boolean isWorthLogging(GapPattern pattern) {
        return !logged.contains(pattern.getClass())
                && (policy == GapPolicy.RESET || pattern instanceof GapPattern.Stride);
    }

    private static String sequence(SequenceState state) {
        return state.early.firstEntry().getValue().sequenceId().replaceAll("\\p{Cntrl}", "?");
    }

    private String sentence(String sequence, GapPattern pattern) {
        if (pattern instanceof GapPattern.Stride stride) {
            return "The step numbers of sequence " + sequence + " go up by " + stride.stride()
                    + ", and each number between two steps counts as missing: every step waits for sequence.reorder, "
                    + consequence() + ". Number the steps of a sequence 0, 1, 2 and so on. Other sequences may have"
                    + " the same fault; see the metric numStepsMissing.";
        }
        String what = pattern instanceof GapPattern.Periodic periodic
                ? periodic.missing() + " of every " + periodic.period() + " steps of sequence " + sequence
                        + " do not come"
                : "In sequence " + sequence + " there are " + ((GapPattern.Frequent) pattern).gaps() + " gaps within "
                        + ((GapPattern.Frequent) pattern).steps() + " steps";
        return what + ", and at each gap " + consequence() + ", though horizon.every asks for windows of " + every
                + ". Look for their records in the topic dead-letters, or set sequence.reorder.gap to impute or carry."
                + " Other sequences may have the same fault; see the metrics numGapsDeclared and"
                + " numWindowsCutShortGap.";
    }

    private String consequence() {
        return switch (policy) {
            case RESET -> "the window is cut short and the recurrent state starts from zero";
            case CARRY -> "the state is carried over the gap";
            case IMPUTE -> "the last input is repeated for each missing number";
        };
    }
}
