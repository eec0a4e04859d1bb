package io.backflow.jobs.kafka;

import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.drift.GroupAlarms;
import io.backflow.jobs.forecast.StepTotals;
import io.backflow.jobs.parameters.TrainingTotalsCodec;
import io.backflow.jobs.publish.IncidentCount;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.schema.Drift;
import io.backflow.schema.DriftGroup;
import io.backflow.schema.Incident;
import io.backflow.schema.TrainingProgress;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads records of the topic {@code progress}. Not thread-safe. */
public final class ProgressDecoder {

    private final Wire<TrainingProgress> wire =
            Wire.of(TrainingProgress.class, TrainingProgress.getClassSchema(), Wire.ONE_MEBIBYTE);

    /** The inverse of what a job writes. */
    public ProgressReport decode(byte[] value) throws WireException {
        TrainingProgress record = wire.decode(value);
        return new ProgressReport(
                record.getRun(),
                record.getSession(),
                record.getVersion(),
                record.getTime().toEpochMilli(),
                TrainingTotalsCodec.fromAvro(record.getTally()),
                record.getStaleness(),
                incidents(record.getIncidents()),
                ForecastTotalsCodec.fromAvro(record.getForecasts()),
                record.getForecastSteps().stream()
                        .map(step ->
                                new StepTotals(step.getStepsAhead(), ForecastTotalsCodec.fromAvro(step.getForecasts())))
                        .toArray(StepTotals[]::new),
                drift(record.getDrift()));
    }

    private static DriftAlarms drift(@Nullable Drift drift) {
        return drift == null
                ? DriftAlarms.NONE
                : new DriftAlarms(
                        drift.getAlarms(),
                        drift.getVersion(),
                        drift.getLossBefore(),
                        drift.getLossAfter(),
                        drift.getGroups().stream().map(ProgressDecoder::group).toArray(GroupAlarms[]::new));
    }

    private static GroupAlarms group(DriftGroup group) {
        return new GroupAlarms(
                group.getGroup(), group.getAlarms(), group.getVersion(), group.getLossBefore(), group.getLossAfter());
    }

    private static IncidentCount[] incidents(List<Incident> incidents) {
        return incidents.stream()
                .map(incident -> new IncidentCount(incident.getReason(), incident.getCount()))
                .toArray(IncidentCount[]::new);
    }
}
