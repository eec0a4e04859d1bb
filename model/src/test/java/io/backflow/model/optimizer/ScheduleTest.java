package io.backflow.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Schedule> all() {
        return Stream.of(
                new ConstantRate(0.1),
                new StepDecay(0.1, 100, 0.5),
                new StepDecay(0.1, 100, 0.5, 300),
                new ExponentialDecay(0.1, 0.96, 1000),
                new CosineDecay(0.1, 1000, 0.001, 10, true));
    }

    @ParameterizedTest
    @MethodSource("all")
    void schedulesSurviveJson(Schedule schedule) throws JsonProcessingException {
        String json = JSON.writeValueAsString(schedule);
        assertThat(JSON.readValue(json, Schedule.class)).as(json).isEqualTo(schedule);
    }

    @Test
    void theCosineStaysAtItsFloorAfterItsLastUpdate() {
        CosineDecay cosine = new CosineDecay(1, 100, 0.25, 0, false);
        assertThat(cosine.at(100)).isEqualTo(0.25);
        assertThat(cosine.at(Long.MAX_VALUE / 2)).isEqualTo(0.25);
    }

    @Test
    void stepsMayBeginToCountLater() {
        StepDecay held = new StepDecay(1, 10, 0.5, 30);
        assertThat(held.at(0)).isEqualTo(1);
        assertThat(held.at(39)).isEqualTo(1);
        assertThat(held.at(40)).isEqualTo(0.5);
        assertThat(held.at(49)).isEqualTo(0.5);
        assertThat(held.at(50)).isEqualTo(0.25);
    }

    @Test
    void aScheduleNeedsALearningRate() {
        assertThatThrownBy(() -> JSON.readValue("{\"type\":\"cosine\",\"total_steps\":9}", Schedule.class))
                .hasMessageContaining("base");
    }

    @Test
    void aWarmUpLongerThanTheScheduleIsRefused() {
        assertThatThrownBy(() -> new CosineDecay(0.1, 10, 0, 10, false))
                .hasMessage("learning_rate.warmup_steps is 10.0; it must be at least 0.0 and below 10.0");
    }
}
