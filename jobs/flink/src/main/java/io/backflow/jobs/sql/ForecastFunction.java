package io.backflow.jobs.sql;

import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.Moment;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.table.annotation.ArgumentHint;
import org.apache.flink.table.annotation.ArgumentTrait;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.annotation.StateHint;
import org.apache.flink.table.functions.ProcessTableFunction;
import org.apache.flink.types.ColumnList;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * A process table function that forecasts: {@code FORECAST(input => TABLE t PARTITION BY k, features => DESCRIPTOR(a,
 * b), event_time => DESCRIPTOR(ts), model => 'model.safetensors')}. Each row moves the live state of its partition on
 * by one step, and gives a row. The state is Flink's, under the partition's key; each parallel instance opens the model
 * with its first row.
 */
@FunctionHint(
        output = @DataTypeHint("ROW<step BIGINT, target_step BIGINT, target_time TIMESTAMP_LTZ(3), version BIGINT,"
                        + " forecast ARRAY<FLOAT>, lower_bounds ARRAY<FLOAT>, upper_bounds ARRAY<FLOAT>>"))
public final class ForecastFunction extends ProcessTableFunction<Row> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable OpenedModel opened;
    private transient @Nullable RowReader reader;

    /** What Flink keeps of a partition. */
    public static final class Live {

        /** The live state, as {@link ServedModel#state} hands it out; null before the first row. */
        public byte @Nullable [] state;

        /** Rows so far; the number of the next step. */
        public long steps;
    }

    /**
     * Takes one row.
     *
     * @param model path of a model file, or null
     * @param config path of the configuration of the job whose published model is followed, or null
     */
    public void eval(
            Context context,
            @StateHint(name = "live") Live live,
            @ArgumentHint(name = "input", value = ArgumentTrait.SET_SEMANTIC_TABLE) Row input,
            @ArgumentHint(name = "features") ColumnList features,
            @ArgumentHint(name = "event_time") ColumnList eventTime,
            @ArgumentHint(name = "model", isOptional = true) @Nullable String model,
            @ArgumentHint(name = "config", isOptional = true) @Nullable String config) {
        OpenedModel mine = opened;
        RowReader rows = reader;
        if (mine == null || rows == null) {
            rows = new RowReader(context.tableSemanticsFor("input"), features, eventTime);
            mine = OpenedModel.of(model, config);
            reader = rows;
            opened = mine;
        }
        mine.check();
        String sequence = rows.sequence(input);
        collect(row(step(mine.model(), live, rows.step(sequence, live.steps, input))));
    }

    private static Forecast step(ServedModel model, Live live, Step step) {
        String sequence = step.sequenceId();
        byte[] before = live.state;
        if (before != null) {
            model.restore(Map.of(sequence, before));
        }
        try {
            Forecast forecast = model.step(step);
            live.state = model.state(sequence).orElse(null);
            live.steps++;
            return forecast;
        } finally {
            model.end(sequence);
        }
    }

    private static Row row(Forecast forecast) {
        Forecast.Said said = forecast.said();
        Forecast.Bounds bounds = said.bounds();
        long time = forecast.about().eventTime();
        return Row.of(
                forecast.after().step(),
                forecast.about().step(),
                time == Moment.UNKNOWN ? null : Instant.ofEpochMilli(time),
                said.version(),
                boxed(said.values()),
                bounds == null ? null : boxed(bounds.lower()),
                bounds == null ? null : boxed(bounds.upper()));
    }

    private static Float[] boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
