package io.backflow.jobs.worker;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.HorizonConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OrderConfig;
import io.backflow.jobs.sequence.HorizonMemory;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.Window;
import io.backflow.model.horizon.OnlineLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Checks whether the horizon and the model can continue with the restored state of a sequence. The server compares the
 * settings that the state was made with; this class checks the state itself, because older builds saved no settings.
 *
 * @param horizon of the job that continues
 * @param stateSize values of its recurrent state
 * @param influenceSize values of its influence; 0 if the horizon has none
 * @param order of the job that continues
 */
record RestoredSequence(HorizonConfig horizon, int stateSize, int influenceSize, OrderConfig order) {

    static RestoredSequence of(JobConfig config) {
        long influence = config.horizon() instanceof HorizonConfig.Online online
                ? OnlineLimits.bytes(config.model(), online.method()) / Float.BYTES
                : 0;
        return new RestoredSequence(
                config.horizon(),
                config.model().stateSize(),
                Math.toIntExact(influence),
                config.stream().order());
    }

    /** Throws {@link ConfigException} if {@code state}, of sequence {@code id}, was made with other settings. */
    void check(String id, SequenceState state) {
        checkOrder(order, id, state);
        List<Window> windows = new ArrayList<>(state.ready);
        windows.addAll(state.labels == null ? List.of() : state.labels.windows());
        int longest = longest(windows.stream().map(Window::steps).toList());
        int longestPart = longest(
                state.horizon.parts.stream().map(HorizonMemory.Part::steps).toList());
        int influence = state.horizon.influence.length;
        require(state.recurrent.length == stateSize, "model", id, "a state of " + state.recurrent.length + " values");
        require(longest <= horizon.every(), "horizon.every", id, "a window of " + longest + " steps");
        require(longestPart <= held(), "horizon", id, "kept windows of " + longestPart + " steps, not yet learnt from");
        require(state.horizon.past.size() <= repeated(), "horizon", id, state.horizon.past.size() + " steps to repeat");
        boolean carried = influence == 0 || influence == influenceSize;
        require(carried, "horizon", id, "an influence of " + influence + " values");
    }

    /** Throws {@link ConfigException} if the steps of {@code state} were put in order by something else. */
    static void checkOrder(OrderConfig order, String id, SequenceState state) {
        boolean time = state.byTime != null;
        String made = time ? "steps in the order of their event times" : "steps in the order of their numbers";
        require(time == order instanceof OrderConfig.Time, "stream.order.type", id, made);
    }

    private int held() {
        return horizon instanceof HorizonConfig.Full ? horizon.every() : 0;
    }

    private int repeated() {
        return horizon instanceof HorizonConfig.Truncated truncated
                ? truncated.overlap().past()
                : 0;
    }

    private static int longest(Collection<List<Step>> windows) {
        return windows.stream().mapToInt(List::size).max().orElse(0);
    }

    private static void require(boolean fits, String key, String id, String what) {
        if (!fits) {
            throw new ConfigException(key + " is not what the state to go on from was made with: sequence " + id
                    + " was restored with " + what + "; set it back, or begin a new run without that state");
        }
    }
}
