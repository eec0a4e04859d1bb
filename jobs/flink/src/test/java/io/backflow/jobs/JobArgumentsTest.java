package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.kafka.StartChoice;
import java.nio.file.Path;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterConfigurationParserFactory;
import org.apache.flink.runtime.entrypoint.EntrypointClusterConfiguration;
import org.apache.flink.runtime.entrypoint.parser.CommandLineParser;
import org.junit.jupiter.api.Test;

class JobArgumentsTest {

    private static final Path FILE = Path.of("job.yaml");

    @Test
    void bothNamesOfTheConfigurationFileAreTaken() {
        assertThat(parse("--config", "job.yaml")).isEqualTo(new JobArguments(FILE, StartChoice.NONE));
        assertThat(parse("--job-config", "job.yaml")).isEqualTo(new JobArguments(FILE, StartChoice.NONE));
    }

    @Test
    void aStartWithoutStateIsChosenAfterTheFile() {
        assertThat(parse("--config", "job.yaml", "--fresh").choice()).isEqualTo(new StartChoice.Fresh());
        assertThat(parse("--config", "job.yaml", "--from-model", "topic").choice())
                .isEqualTo(new StartChoice.FromTopic());
        assertThat(parse("--config", "job.yaml", "--from-model", "s3://models/pump.safetensors")
                        .choice())
                .isEqualTo(new StartChoice.FromFile("s3://models/pump.safetensors"));
    }

    @Test
    void otherArgumentsAreRefusedWithTheRightOnes() {
        for (String[] wrong : new String[][] {{}, {"--config"}, {"job.yaml"}, {"--fresh", "--config", "job.yaml"}}) {
            assertThatThrownBy(() -> JobArguments.parse(wrong))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("--config FILE");
        }
        assertThatThrownBy(() -> parse("--config", "job.yaml", "--from-model"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--from-model topic");
    }

    /** Flink's parser takes what is the beginning of one of its own options. */
    @Test
    void flinksApplicationModePassesTheConfigurationFileOn() throws Exception {
        assertThat(JobArguments.parse(passedOn("--job-config", "job.yaml", "--fresh")))
                .isEqualTo(new JobArguments(FILE, new StartChoice.Fresh()));

        assertThatThrownBy(() -> JobArguments.parse(passedOn("--config", "job.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--job-config FILE");
    }

    private static JobArguments parse(String... args) {
        return JobArguments.parse(args);
    }

    /** What {@code standalone-job.sh} gives the job's main method. */
    private static String[] passedOn(String... args) throws Exception {
        String[] line = new String[args.length + 4];
        line[0] = "--configDir";
        line[1] = "conf";
        line[2] = "--job-classname";
        line[3] = TrainingJob.class.getName();
        System.arraycopy(args, 0, line, 4, args.length);
        EntrypointClusterConfiguration parsed =
                new CommandLineParser<>(new StandaloneApplicationClusterConfigurationParserFactory()).parse(line);
        return parsed.getArgs();
    }
}
