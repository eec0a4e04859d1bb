package io.backflow.jobs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.protocol.ReaderReport.Standing;
import org.junit.jupiter.api.Test;

class MergedTimeTest {

    private final MergedTime time = new MergedTime(3);

    @Test
    void itIsThatOfTheSlowestReaderOnceAllHaveOne() {
        assertThat(reads(0, 30)).isEqualTo(Rounds.NONE);
        assertThat(reads(1, 20)).isEqualTo(Rounds.NONE);
        assertThat(reads(2, 10)).isEqualTo(10);
        assertThat(reads(2, 40)).isEqualTo(20);
    }

    @Test
    void aSilentReaderDoesNotHoldItBackAndWhereAllAreSilentTheFastestDecides() {
        reads(0, 30);
        reads(1, 20);
        assertThat(silent(2, Rounds.NONE)).isEqualTo(20);
        assertThat(silent(1, 20)).isEqualTo(30);
        assertThat(silent(0, 35)).isEqualTo(35);
    }

    @Test
    void itNeverGoesBackWhereASilentReaderReturns() {
        reads(0, 30);
        silent(1, 10);
        assertThat(silent(2, 10)).isEqualTo(30);

        assertThat(reads(2, 10)).isEqualTo(30);
        assertThat(reads(0, 50)).as("held back by it").isEqualTo(30);
        assertThat(reads(2, 60)).isEqualTo(50);
    }

    /** Or a reader that is silent would end, and read on afterwards. */
    @Test
    void aReaderThatHasEndedDoesNotCount() {
        reads(0, 30);
        reads(1, 20);
        assertThat(time.report(2, new ReaderReport(Long.MAX_VALUE, Standing.ENDED)))
                .isEqualTo(20);
        time.report(0, new ReaderReport(Long.MAX_VALUE, Standing.ENDED));
        assertThat(silent(1, 20)).isEqualTo(20);
        assertThat(time.report(1, new ReaderReport(Long.MAX_VALUE, Standing.ENDED)))
                .isEqualTo(20);
    }

    private long reads(int reader, long at) {
        return time.report(reader, new ReaderReport(at, Standing.READING));
    }

    private long silent(int reader, long at) {
        return time.report(reader, new ReaderReport(at, Standing.SILENT));
    }
}
