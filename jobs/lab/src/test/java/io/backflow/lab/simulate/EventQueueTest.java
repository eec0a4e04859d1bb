package io.backflow.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private final EventQueue agenda = new EventQueue();

    @Test
    void whatFallsOnOneMomentHappensInTheOrderItWasPutIn() {
        List<String> happened = new ArrayList<>();
        agenda.at(20_000, () -> happened.add("far, put in first"));
        agenda.at(15_000, () -> agenda.at(20_000, () -> happened.add("near, put in later")));

        runAll();

        assertThat(happened).containsExactly("far, put in first", "near, put in later");
        assertThat(agenda.now()).isEqualTo(20_000);
    }

    @Test
    void nearAndFarHappenInTheOrderOfTime() {
        SeededDraws dice = new SeededDraws(1, "agenda");
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            long mean = dice.pick(3L, 500L, 50_000L);
            agenda.in(dice.delay(mean), () -> {
                times.add(agenda.now());
                if (times.size() < 5000) {
                    agenda.in(dice.delay(mean), () -> times.add(agenda.now()));
                }
            });
        }

        runAll();

        assertThat(times).hasSizeGreaterThan(3900).isSortedAccordingTo(Comparator.naturalOrder());
        assertThat(agenda.count()).isEqualTo(times.size());
    }

    private void runAll() {
        while (agenda.step()) {
            // the next thing happens
        }
    }
}
