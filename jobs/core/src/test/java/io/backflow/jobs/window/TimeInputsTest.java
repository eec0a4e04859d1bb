package io.backflow.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepContext;
import io.backflow.jobs.sequence.StepTime;
import io.backflow.model.InputSpec;
import io.backflow.model.TimeFeature;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the network sees of times, beside java.time. */
class TimeInputsTest {

    private static final List<TimeFeature> ALL = List.of(TimeFeature.values());
    private static final int OWN = 1 + 4 + 9 + 4;

    @ParameterizedTest
    @ValueSource(
            strings = {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "+05:45"})
    void timesAreThoseOfClocksAndCalendarOfTheZone(String zone) {
        TimeInputs times = TimeInputs.of(new InputSpec.Features(1, List.of(), ALL, zone, 5));
        Random random = new Random(7);
        long from = Instant.parse("1890-01-01T00:00:00Z").toEpochMilli();
        long until = Instant.parse("2150-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 20_000; i++) {
            long at = i % 2 == 0 ? random.nextLong(from, until) : random.nextLong(0, 2L << 40);
            long interval = 1 + random.nextInt(10_000_000);
            float[] inputs = write(times, new StepTime(at, 0.25f, interval), 2 * OWN - 1);
            assertThat(inputs[0]).isEqualTo(0.25f);
            compare(zone, at, inputs, 1);
            compare(zone, at + 5 * interval, inputs, OWN);
        }
    }

    /** The week of the NYC marathon of 2014: clocks go back on its Sunday at 2:00. */
    @Test
    void theHourAfterClocksGoBackIsTheSameAgain() {
        TimeInputs times = TimeInputs.of(
                new InputSpec.Features(1, List.of(), List.of(TimeFeature.HOUR_OF_DAY), "America/New_York", 2));
        long before = Instant.parse("2014-11-02T05:30:00Z").toEpochMilli();
        float[] inputs =
                write(times, new StepTime(before, 0, Duration.ofMinutes(30).toMillis()), 8);
        assertThat(Arrays.copyOfRange(inputs, 4, 8))
                .as("1:30 before and an hour later")
                .containsExactly(Arrays.copyOf(inputs, 4));
    }

    @Test
    void whereTheIntervalIsNotKnownNothingIsSaidOfTheStepToCome() {
        TimeInputs times =
                TimeInputs.of(new InputSpec.Features(1, List.of(), List.of(TimeFeature.DAY_OF_YEAR), "UTC", 1));
        float[] inputs = write(times, new StepTime(1_000_000_000_000L, 0, 0), 8);
        assertThat(Arrays.copyOf(inputs, 4)).doesNotContain(0f);
        assertThat(Arrays.copyOfRange(inputs, 4, 8)).containsOnly(0f);

        float[] later = new float[8];
        Arrays.fill(later, 7);
        times.writeLater(step(new StepTime(0, 0, 0)), 1, later, 0);
        assertThat(later).containsOnly(0f);
    }

    @Test
    void namesAreAsManyAsInputs() {
        InputSpec.Features input = new InputSpec.Features(2, List.of(InputSpec.Missing.MASK), ALL, "UTC", 5);
        assertThat(input.inputs())
                .hasSize(input.width())
                .doesNotHaveDuplicates()
                .startsWith("feature 0", "feature 1", "feature 0 came", "feature 0 age")
                .endsWith("year sin 1 +5", "year cos 1 +5", "year sin 2 +5", "year cos 2 +5");
        assertThat(input.inputs().subList(input.timeFrom(), input.timeFrom() + 3))
                .containsExactly("elapsed", "day sin 1", "day cos 1");
    }

    @Test
    void readingClocksAllocatesNothing() {
        TimeInputs times = TimeInputs.of(new InputSpec.Features(1, List.of(), ALL, "America/New_York", 5));
        Step step = step(new StepTime(1_414_909_800_000L, 0, 1_800_000));
        float[] into = new float[2 * OWN - 1];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < 1000; i++) {
                times.write(step, into, 0);
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        assertThat(least).as("bytes for 1000 steps").isLessThan(1000);
    }

    private static void compare(String zone, long at, float[] inputs, int from) {
        ZonedDateTime local = Instant.ofEpochMilli(at).atZone(ZoneId.of(zone));
        double inDay = local.toLocalTime().toNanoOfDay() / 86_400e9;
        circle(inDay, inputs, from);
        circle(2 * inDay, inputs, from + 2);
        int weekday = local.getDayOfWeek().getValue() - 1;
        circle((weekday + inDay) / 7, inputs, from + 4);
        for (int day = 0; day < 7; day++) {
            assertThat(inputs[from + 6 + day]).isEqualTo(day == weekday ? 1f : 0f);
        }
        double inYear = (local.getDayOfYear() - 1 + inDay) / local.toLocalDate().lengthOfYear();
        circle(inYear, inputs, from + 13);
        circle(2 * inYear, inputs, from + 15);
    }

    private static void circle(double turns, float[] inputs, int at) {
        assertThat(inputs[at]).isCloseTo((float) Math.sin(2 * Math.PI * turns), within(1e-6f));
        assertThat(inputs[at + 1]).isCloseTo((float) Math.cos(2 * Math.PI * turns), within(1e-6f));
    }

    private static float[] write(TimeInputs times, StepTime time, int width) {
        float[] into = new float[width];
        times.write(step(time), into, 0);
        return into;
    }

    private static Step step(StepTime time) {
        StepContext context = new StepContext(null, null, time);
        return new Step("s", 0, 5, new float[1], Step.NONE, null, Step.NONE, 1, false, false, context);
    }
}
