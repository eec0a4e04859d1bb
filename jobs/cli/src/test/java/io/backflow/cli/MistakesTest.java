package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user gets wrong before a broker is asked: one sentence that names the remedy, and exit code 2. */
class MistakesTest {

    private static final String JOB = """
        kafka: {bootstrap_servers: "localhost:9"}
        model:
          input: {type: features, size: 3}
          layers: [{type: gru, units: 8}]
          head: {units: 3, loss: {type: mse}}
        target: {type: next}
        """;

    @TempDir
    Path folder;

    private Path job;

    @BeforeEach
    void writeJob() throws IOException {
        job = Files.writeString(folder.resolve("job.yaml"), JOB);
        Files.createDirectory(folder.resolve("folder"));
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 3});
        Files.writeString(folder.resolve("table.csv"), "time,x\n1700000000000,1\n");
        Files.writeString(folder.resolve("list.yaml"), "- kafka\n- model\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                trian                                     | there is no command trian; did you mean train?
                control rollback                          | there is no command rollback; did you mean roll-back?
                train --confg JOB                         | there is no option --confg; did you mean --config?
                train --config JOB --fesh                 | there is no option --fesh; did you mean --fresh?
                train                                     | --config
                train --config                            | --config
                train --config DIR/absent.yaml            | there is no such file; check the path
                train --config DIR/folder                 | which is a folder; name the YAML file in it
                control pause --config DIR/folder         | which is a folder; name the YAML file in it
                export --to onnx --config DIR/folder      | which is a folder; name the YAML file in it
                compare any --config DIR/folder           | which is a folder; name the YAML file in it
                replay DIR/table.csv --config DIR/folder  | which is a folder; name the YAML file in it
                train --config DIR/binary                 | is not text in UTF-8; name a YAML file
                train --config DIR/list.yaml              | is not a mapping of keys; begin with kafka: and model:
                train --config JOB --json DIR/folder      | which is a folder; name a file in it
                train --config JOB --output JOB/x         | which cannot be written
                bench sequences --units 4,8 --every 2,4   | only one of them may have several numbers
                bench sequences --plot DIR/x.svg          | several numbers of --sequences, --units or --every
                bench sequences --every 64                | need 36000000 or more
                train --config JOB --output /proc/none    | name a folder of yours
                train --config JOB --fresh --from-model topic | --fresh
                train --config JOB extra                  | there is no argument extra
                demo --epochs 0                           | choose from 1 to 1000
                demo --epochs many                        | is not an int
                demo --replay -1                          | choose from 0 to 64
                demo --mode fast                          | SYNCHRONOUS
                topics create --config JOB --partitions 0 | give at least 1
                control reset --config JOB                | --all
                experiments replay --windows 0,-1         | choose from 0 to 256
                experiments hole                          | did you mean holes?
                """)
    void aCommandLine(String line, String remedy) {
        assertRefused(line, remedy);
    }

    /** A change of the configuration, and the sentence that follows. */
    record Mistake(String from, String to, String remedy) {
        @Override
        public String toString() {
            return to;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake("\"localhost:9\"", "\"http://localhost:9\"", "write host:port without http://"),
                new Mistake("\"localhost:9\"", "\"localhost\"", "write host:port of each broker"),
                new Mistake("\"localhost:9\"", "\"localhost:99999\"", "no port is greater than 65535"),
                new Mistake("\"localhost:9\"", "\"localhost:9\", properties: {a: null}", "properties.a has no value"),
                new Mistake("\"localhost:9\"", "\"localhost:9\", topics: {progress: timesteps}", "its own topic"),
                new Mistake("  input:", "\tinput:", "line 3: it is indented by a tab; indent it by spaces"),
                new Mistake("target:", "tarket:", "did you mean target"),
                new Mistake("target:", "target: {type: next}\ntarget:", "Duplicate field 'target'"),
                new Mistake("type: next", "type: nxt", "next"),
                new Mistake("target:", "validation: {patience: 0}\ntarget:", "validation.patience is 0"),
                new Mistake("target:", "validation: {topic: \"\"}\ntarget:", "name the topic of the steps"),
                new Mistake(
                        "target:", "publish: {mlflow: {uri: here}}\ntarget:", "an address such as http://localhost"),
                new Mistake("units: 8", "units: many", "it must be a whole number"),
                new Mistake("units: 8", "units: -8", "units is -8"),
                new Mistake("type: gru", "type: gruu", "gru"),
                new Mistake("head: {units: 3", "head: {units: 4", "model.head.units"),
                new Mistake("kafka: {bootstrap_servers: \"localhost:9\"}", "job: {}", "kafka is missing"),
                new Mistake("target:", "sync: {type: synchronous, round: 10 minuets}\ntarget:", "a duration such as"),
                new Mistake("target:", "stream: {format: json}\ntarget:", "stream.fields is missing"),
                new Mistake("target:", "flink: {parallelism.default: 4}\ntarget:", "set job.parallelism"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aConfiguration(Mistake mistake) throws IOException {
        assertThat(JOB).contains(mistake.from());
        Files.writeString(job, JOB.replace(mistake.from(), mistake.to()));

        assertRefused("train --config JOB", mistake.remedy());
    }

    @Test
    void aWordThatIsFarFromEveryCommandGetsNoGuess() {
        assertThat(Invocation.of("xylophone").err())
                .contains("there is no command xylophone;")
                .doesNotContain("mean");
    }

    private void assertRefused(String line, String remedy) {
        List<String> arguments = Stream.of(line.split(" +"))
                .map(word -> word.replace("JOB", job.toString()).replace("DIR", folder.toString()))
                .toList();
        Invocation refused = Invocation.of(arguments.toArray(String[]::new));

        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err()).hasLineCount(1).contains(remedy);
    }
}
