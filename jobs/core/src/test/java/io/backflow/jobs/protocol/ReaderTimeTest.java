package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.ReaderReport.Standing;
import org.junit.jupiter.api.Test;

class ReaderTimeTest {

    private static final long ANY = Long.MAX_VALUE;

    @Test
    void aSilentReaderMarksTheTimeOfTheOthersAndThenItsOwnOnceThatIsNewer() {
        ReaderTime reader = new ReaderTime(true, ANY);
        assertThat(reader.reach(10)).isTrue();
        assertThat(reader.silent(true)).isFalse();

        assertThat(reader.merged(30)).isTrue();
        assertThat(reader.merged(30)).as("again").isFalse();
        assertThat(reader.silent(false)).isFalse();

        assertThat(reader.reach(20)).as("a step that comes late").isFalse();
        assertThat(reader.reach(40)).isTrue();
    }

    @Test
    void aReaderThatReadsDoesNotGoOnWithTheTimeOfTheOthersUntilItIsSilent() {
        ReaderTime reader = new ReaderTime(true, ANY);
        reader.reach(10);

        assertThat(reader.merged(30)).isFalse();
        assertThat(reader.silent(true)).as("what it knows already").isTrue();
        assertThat(reader.merged()).isEqualTo(30);
    }

    @Test
    void aReaderThatDoesNotFollowLeavesItToTheWorkers() {
        ReaderTime reader = new ReaderTime(false, ANY);
        reader.reach(10);
        reader.silent(true);

        assertThat(reader.merged(30)).isFalse();
        assertThat(reader.follows()).isFalse();
    }

    @Test
    void itIsAheadWhereMoreWasReadBeyondTheMergedTimeThanMayBe() {
        ReaderTime reader = new ReaderTime(false, 5);
        reader.read(5);
        reader.reach(10);
        assertThat(reader.isAhead()).isFalse();
        reader.read(1);
        assertThat(reader.isAhead()).isTrue();

        reader.reach(20);
        reader.read(5);
        reader.merged(10);
        assertThat(reader.isAhead()).as("6 were read since 10").isTrue();
        reader.merged(20);
        assertThat(reader.isAhead()).isFalse();
    }

    /** Or a long round would hold up all for ever. */
    @Test
    void theSlowestIsNeverAhead() {
        ReaderTime reader = new ReaderTime(false, 5);
        reader.reach(10);
        reader.merged(10);

        reader.read(1000);

        assertThat(reader.isAhead()).isFalse();
    }

    @Test
    void itReportsWhatIsNewAndAsksAgainWhileItIsSilentOrAhead() {
        ReaderTime reader = new ReaderTime(true, 5);
        assertThat(reader.mustReport()).isFalse();
        reader.reach(10);
        assertThat(reader.mustReport()).isTrue();
        assertThat(reader.takeReport()).isEqualTo(new ReaderReport(10, Standing.READING));
        assertThat(reader.mustReport()).isFalse();

        reader.read(6);
        assertThat(reader.mustReport()).as("it is ahead").isTrue();
        reader.merged(10);
        assertThat(reader.mustReport()).isFalse();

        reader.silent(true);
        assertThat(reader.takeReport()).isEqualTo(new ReaderReport(10, Standing.SILENT));
        assertThat(reader.mustReport()).as("it is silent").isTrue();

        reader.reach(Long.MAX_VALUE);
        reader.silent(false);
        assertThat(reader.takeReport().standing()).isEqualTo(Standing.ENDED);
    }
}
