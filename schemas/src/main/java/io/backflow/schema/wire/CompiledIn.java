package io.backflow.schema.wire;

import io.backflow.schema.Command;
import io.backflow.schema.CommandAnswer;
import io.backflow.schema.Control;
import io.backflow.schema.DecisionKind;
import io.backflow.schema.Drift;
import io.backflow.schema.DriftGroup;
import io.backflow.schema.ForecastOutcome;
import io.backflow.schema.ForecastStep;
import io.backflow.schema.ForecastTally;
import io.backflow.schema.Incident;
import io.backflow.schema.ParameterChunk;
import io.backflow.schema.ParameterManifest;
import io.backflow.schema.PredictedStep;
import io.backflow.schema.Prediction;
import io.backflow.schema.Receiver;
import io.backflow.schema.ScoredVersion;
import io.backflow.schema.ScoringDecision;
import io.backflow.schema.ScoringIncident;
import io.backflow.schema.ScoringProgress;
import io.backflow.schema.Sha256;
import io.backflow.schema.Timestep;
import io.backflow.schema.TimestepLabel;
import io.backflow.schema.TrainingProgress;
import io.backflow.schema.TrainingTally;
import io.backflow.schema.WorkerJoin;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;

/**
 * Finds the generated classes in a fixed list instead of loading classes by the names in a schema, which Avro allows
 * only if the whole JVM is configured to trust them.
 */
final class CompiledIn extends SpecificData {

    static final CompiledIn DATA = new CompiledIn();

    private static final Map<String, Class<?>> CLASSES = Stream.of(
                    Command.class,
                    CommandAnswer.class,
                    Control.class,
                    Receiver.class,
                    ParameterChunk.class,
                    ParameterManifest.class,
                    DecisionKind.class,
                    Drift.class,
                    DriftGroup.class,
                    PredictedStep.class,
                    Prediction.class,
                    ScoredVersion.class,
                    ScoringDecision.class,
                    ScoringIncident.class,
                    ScoringProgress.class,
                    Sha256.class,
                    Timestep.class,
                    TimestepLabel.class,
                    TrainingProgress.class,
                    Incident.class,
                    ForecastOutcome.class,
                    ForecastStep.class,
                    ForecastTally.class,
                    TrainingTally.class,
                    WorkerJoin.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    private CompiledIn() {
        super(CompiledIn.class.getClassLoader());
        // the generated classes know it of their own fields, but not of alternatives in a union
        addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    }

    @Override
    public Class<?> getClass(Schema schema) {
        Class<?> known =
                switch (schema.getType()) {
                    case RECORD, ENUM, FIXED -> CLASSES.get(schema.getFullName());
                    default -> null;
                };
        return known == null ? super.getClass(schema) : known;
    }
}
