package io.backflow.dashboard.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunViewTest {

    private final AtomicLong clock = new AtomicLong();
    private final RunView view = new RunView(new RunInfo("run", "job", List.of("load"), false, true, 1), clock::get);

    @Test
    void whatIsNotKnownIsNull() {
        RunState state = view.open(List.of()).state();

        assertThat(state.jobs().training()).isNull();
        assertThat(state.jobs().flink()).isNull();
        assertThat(state.jobs().lag().source()).isEqualTo(Lag.Source.UNKNOWN);
        assertThat(state.curves().columns().time).isEmpty();
    }

    @Test
    void aReportIsShownWithItsAge() {
        view.add(Reports.report(1000, 100, 200), 0);
        view.add(Reports.report(3000, 200, 800), 0);
        clock.addAndGet(12_000_000_000L);

        TrainingView training = view.open(List.of()).state().jobs().training();

        assertThat(training.ageMillis()).isEqualTo(12_000);
        assertThat(training.counts().steps()).isEqualTo(3000);
        assertThat(training.lately().loss()).isEqualTo(100 / 2000.0);
        assertThat(training.lately().rate()).isEqualTo(1000);
        assertThat(training.incidents()).containsEntry("late", 3L);
        assertThat(training.alarms()).isEqualTo(Reports.ALARMS);
    }

    @Test
    void aReportThatIsReadLaterIsAsOldAsItIs() {
        view.add(Reports.report(1000, 100, 200), 60_000);
        clock.addAndGet(1_000_000_000L);

        assertThat(view.open(List.of()).state().jobs().training().ageMillis()).isEqualTo(61_000);
    }

    @Test
    void theLagOfRunningSourcesCountsBeforeThatOfCommittedOffsets() {
        view.committedLag(70);
        assertThat(lag()).isEqualTo(new Lag(70, Lag.Source.COMMITTED_OFFSETS));

        view.flink(new FlinkView("RUNNING", 0, new FlinkView.Checkpoints(0, 0, null), 5L));
        assertThat(lag()).isEqualTo(new Lag(5, Lag.Source.FLINK));

        view.flink(null);
        view.committedLag(Double.NaN);
        assertThat(lag().source()).isEqualTo(Lag.Source.UNKNOWN);
    }

    private Lag lag() {
        return view.open(List.of()).state().jobs().lag();
    }

    @Test
    void aViewerSeesTheSequencesThatItPickedAndNoOthers() {
        view.add(record("a", 1, 10));
        view.add(record("b", 1, 10));

        SequencesView shown = view.open(List.of("b", "never")).state().sequences();

        assertThat(shown.listed()).extracting(SequencesView.Listed::id).containsExactly("a", "b");
        assertThat(shown.picked()).extracting(SequencesView.Picked::id).containsExactly("b", "never");
        assertThat(shown.picked().get(0).rows()).hasSize(1);
        assertThat(shown.picked().get(1).rows()).isEmpty();
    }

    @Test
    void sequencesAreForgottenBeyondABoundButForThoseThatAreWatched() {
        RunView.Viewer viewer = view.open(List.of("watched"));
        view.add(record("watched", 1, 10));
        for (int other = 0; other < 3 * Sequences.MOST; other++) {
            view.add(record("other-" + other, 1, 10));
        }

        SequencesView shown = viewer.state().sequences();

        assertThat(shown.listed()).hasSize(Sequences.MOST);
        assertThat(shown.picked().get(0).rows()).isNotEmpty();
    }

    @Test
    void aViewerWhoLeavesIsNotCounted() {
        RunView.Viewer viewer = view.open(List.of("a"));
        assertThat(view.watched()).isEqualTo(Set.of("a"));

        viewer.close();

        assertThat(view.viewers()).isZero();
        assertThat(view.watched()).isEmpty();
    }

    @Test
    void ofASequenceTheLastStepsOfItsEpisodeAreKept() {
        for (long step = 0; step < 1000; step++) {
            view.add(record("a", step, step));
        }
        assertThat(rows("a")).hasSize(SequenceRows.MOST);

        view.add(record("a", 0, 5000));
        assertThat(rows("a")).extracting(row -> row.step).containsExactly(0L);
    }

    @Test
    void aStepThatIsWrittenAgainIsTheSameRow() {
        view.add(record("a", 7, 70));
        view.add(record("a", 8, 80));
        view.add(record("a", 7, 70));

        assertThat(rows("a")).extracting(row -> row.step).containsExactly(7L, 8L);
    }

    private List<StepRow> rows(String sequence) {
        return view.open(List.of(sequence)).state().sequences().picked().get(0).rows();
    }

    private static SequenceRecord record(String sequence, long step, long time) {
        StepRow row = new StepRow(step);
        row.truth = new float[] {1};
        return new SequenceRecord(sequence, step, time, List.of(row));
    }
}
