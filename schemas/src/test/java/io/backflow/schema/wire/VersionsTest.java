package io.backflow.schema.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.schema.CommandAnswer;
import io.backflow.schema.Control;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.Prediction;
import io.backflow.schema.ScoringProgress;
import io.backflow.schema.Timestep;
import io.backflow.schema.TimestepLabel;
import io.backflow.schema.TrainingProgress;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who changes a schema adds the new one to {@code versions}, and the former ones stay readable. */
final class VersionsTest {

    static Stream<Schema> schemas() {
        return Stream.of(
                Timestep.getClassSchema(),
                TimestepLabel.getClassSchema(),
                Prediction.getClassSchema(),
                ParameterChunk.getClassSchema(),
                ParameterManifest.getClassSchema(),
                TrainingProgress.getClassSchema(),
                ScoringProgress.getClassSchema(),
                Control.getClassSchema(),
                CommandAnswer.getClassSchema());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void theNewestVersionIsTheOneInUse(Schema current) {
        List<Schema> versions = Versions.of(current.getName());

        assertThat(versions).as("versions/%s.1.avsc and on", current.getName()).isNotEmpty();
        assertThat(canonical(versions.get(versions.size() - 1)))
                .as("%s changed: keep its former versions and add the new one as the next number", current.getName())
                .isEqualTo(canonical(current));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void everyVersionIsReadableByTheOneInUse(Schema current) {
        assertThat(Versions.of(current.getName())).isNotEmpty().allSatisfy(former -> assertThat(
                        SchemaCompatibility.checkReaderWriterCompatibility(current, former)
                                .getType())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE));
    }

    private static String canonical(Schema schema) {
        return SchemaNormalization.toParsingForm(schema);
    }
}
