package io.backflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

    @Test
    void theSeedDecidesTheFaults() {
        assertThat(faults(1)).isEqualTo(faults(1)).isNotEqualTo(faults(2));
    }

    @Test
    void ofThirtyFaultsFourteenAreKillsAndEachKindIsThere() {
        List<FaultKind> kinds =
                faults(3).stream().map(FaultSchedule.Fault::kind).toList();

        assertThat(kinds).contains(FaultKind.values());
        assertThat(kinds).filteredOn(kind -> kind.label().startsWith("kill-")).hasSize(14);
    }

    @Test
    void noKindIsDealtThatWasNotChosen() {
        FaultSchedule schedule = new FaultSchedule(1, EnumSet.of(FaultKind.FULL_DISK, FaultKind.SLOW_TASKMANAGER));

        assertThat(Stream.generate(schedule::next).limit(30).map(FaultSchedule.Fault::kind))
                .containsOnly(FaultKind.FULL_DISK, FaultKind.SLOW_TASKMANAGER);
    }

    private static List<FaultSchedule.Fault> faults(long seed) {
        return Stream.generate(new FaultSchedule(seed, EnumSet.allOf(FaultKind.class))::next)
                .limit(30)
                .toList();
    }
}
