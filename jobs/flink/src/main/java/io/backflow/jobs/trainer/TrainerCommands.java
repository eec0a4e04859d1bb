package io.backflow.jobs.trainer;

import io.backflow.jobs.control.Command;
import io.backflow.jobs.control.CommandReport;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.publish.WorkerReport;
import io.backflow.jobs.worker.LearningControl;
import io.backflow.jobs.worker.SequenceWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands to a worker: they wait for the next checkpoint barrier, and what they changed is in the checkpoint. All
 * workers write the same down; after a restore each reads what any of them has written.
 */
final class TrainerCommands {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerCommands.class);

    private final ListState<long[]> kept;
    private final List<IssuedCommand> waiting = new ArrayList<>();

    TrainerCommands(OperatorStateStore store) throws Exception {
        kept = store.getUnionListState(
                new ListStateDescriptor<>("learning", PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** Sets {@code learning} to what was restored. */
    void restore(LearningControl learning) throws Exception {
        for (long[] entry : kept.get()) {
            learning.pause(entry[0] != 0);
            learning.learningRate(Double.longBitsToDouble(entry[1]));
        }
        if (learning.changed()) {
            LOG.warn("Commands of before the restore hold: {}", learning);
        }
    }

    void snapshot(LearningControl learning) throws Exception {
        long paused = learning.paused() ? 1 : 0;
        long[] entry = {paused, Double.doubleToLongBits(learning.learningRate())};
        kept.update(learning.changed() ? List.of(entry) : List.of());
    }

    void add(IssuedCommand command) {
        waiting.add(command);
    }

    /**
     * Carries out what waits, in the order in which it came; after the worker's own {@link SequenceWorker#barrier}.
     *
     * @param held the sequences of this worker that an ID stands for; of null, all
     * @param report receives parts of answers
     */
    void carryOut(SequenceWorker worker, Function<@Nullable String, List<String>> held, Consumer<WorkerReport> report) {
        for (IssuedCommand issued : waiting) {
            Command command = issued.command();
            switch (command.kind()) {
                case PAUSE -> worker.learning().pause(true);
                case RESUME -> worker.learning().pause(false);
                case LEARNING_RATE -> {
                    Double rate = command.learningRate();
                    worker.learning().learningRate(rate == null ? LearningControl.BY_SCHEDULE : rate);
                }
                case ROLL_BACK -> worker.rolledBack(issued.rollbacks());
                case RESET_SEQUENCE -> {
                    List<String> ids = held.apply(command.sequenceId());
                    ids.forEach(worker::reset);
                    report.accept(WorkerReport.of(new CommandReport(command.id(), command.kind(), null, ids.size())));
                }
                default -> {}
            }
        }
        waiting.clear();
    }
}
