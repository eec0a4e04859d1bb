package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.model.horizon.Overlap;
import org.junit.jupiter.api.Test;

class HorizonConfigTest {

    @Test
    void theGradientRunsBackOneWindowUnlessMoreIsAskedFor() {
        assertThat(overlap("{every: 12}")).isEqualTo(new Overlap(12, 12));
        assertThat(overlap("{every: 12, back: 20}")).isEqualTo(new Overlap(12, 20));
    }

    private static Overlap overlap(String horizon) {
        JobConfig config = JobConfig.parse(Configurations.MINIMAL + "horizon: " + horizon + "\n");
        return ((HorizonConfig.Truncated) config.horizon()).overlap();
    }
}
