package io.backflow.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.junit.jupiter.api.Test;

/** What Flink restarts a job after, and what it does not. */
class NoRestartTest {

    @Test
    void aConfigurationThatDoesNotFitEndsTheJob() {
        assertThatThrownBy(() -> NoRestart.check(() -> {
                    throw new ConfigException("job.blas_kernel is Zen, but this machine chose Haswell");
                }))
                .hasRootCauseInstanceOf(ConfigException.class)
                .satisfies(failure -> assertThat(endsTheJob(failure)).isTrue());
    }

    @Test
    void anyOtherFailureIsLeftAsItIs() {
        IllegalStateException other = new IllegalStateException("the broker is away");

        assertThatThrownBy(() -> NoRestart.get(() -> {
                    throw other;
                }))
                .isSameAs(other);
        assertThat(endsTheJob(other)).isFalse();
    }

    private static boolean endsTheJob(Throwable failure) {
        return ThrowableClassifier.findThrowableOfThrowableType(failure, ThrowableType.NonRecoverableError)
                .isPresent();
    }

    @Test
    void whatIsMadeIsReturned() {
        assertThat(NoRestart.get(() -> "made")).isEqualTo("made");
    }
}
