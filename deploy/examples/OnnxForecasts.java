import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.ForecastLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Forecasts the rows of a table with an ONNX file in ONNX Runtime, and compares each forecast with that of a scoring
 * job.
 *
 * <p>Arguments: the ONNX file, the table (CSV), and the configuration of the scoring job. Ends with 1 if a forecast
 * differs by more than 1e-5 of its column's deviation, or if the scoring job has none of a row. The part that runs the
 * model needs ONNX Runtime and a reader of JSON, and nothing of Backflow.
 */
public final class OnnxForecasts {

    private static final double TOLERANCE = 1e-5;

    /** One row: its time in milliseconds since 1970, and the columns of the model. */
    private record Row(long time, float[] values) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, float[]> scored = scored(Path.of(arguments[2]));
        int compared = 0;
        int missing = 0;
        double farthest = 0;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(arguments[0])) {
            Model model = new Model(environment, session);
            for (var sequence : read(Path.of(arguments[1]), model.fields).entrySet()) {
                float[][] forecasts = model.forecast(sequence.getValue());
                for (int t = 0; t < forecasts.length; t++) {
                    float[] other = scored.get(sequence.getKey() + "@" + sequence.getValue().get(t).time());
                    if (other == null) {
                        missing++;
                        continue;
                    }
                    compared++;
                    for (int c = 0; c < other.length; c++) {
                        double difference = Math.abs(forecasts[t][c] - other[c]) / model.deviation[c];
                        farthest = Double.isNaN(difference) ? difference : Math.max(farthest, difference);
                    }
                }
            }
        }
        System.out.printf("%,d forecasts in ONNX Runtime, %,d rows without a forecast of the scoring job%n",
                compared, missing);
        System.out.printf("largest difference: %.1e of a column's deviation%n", farthest);
        System.exit(compared > 0 && missing == 0 && farthest <= TOLERANCE ? 0 : 1);
    }

    /** The network in the file, and what the file says of the numbers that it takes and gives. */
    private static final class Model {

        private final OrtEnvironment environment;
        private final OrtSession session;
        final JsonNode fields;
        final float[] mean;
        final float[] deviation;
        private final boolean residual;
        private final int units;

        Model(OrtEnvironment environment, OrtSession session) throws Exception {
            this.environment = environment;
            this.session = session;
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            JsonNode forecast = new ObjectMapper().readTree(metadata.get("backflow.forecast"));
            fields = forecast.at("/stream/fields");
            mean = floats(forecast.at("/normalization/mean"));
            deviation = floats(forecast.at("/normalization/deviation"));
            residual = forecast.at("/target/residual").asBoolean();
            units = forecast.at("/model/layers/0/units").asInt();
        }

        /** What the network says after each row of one sequence, in the units of the table. */
        float[][] forecast(List<Row> rows) throws Exception {
            float[][][] x = new float[rows.size()][1][];
            for (int t = 0; t < rows.size(); t++) {
                x[t][0] = normalised(rows.get(t).values());
            }
            float[][][] zero = new float[1][1][units];
            try (OnnxTensor features = OnnxTensor.createTensor(environment, x);
                    OnnxTensor state = OnnxTensor.createTensor(environment, zero);
                    OrtSession.Result result = session.run(Map.of("x", features, "h0", state))) {
                float[][][] said = (float[][][]) result.get("predictions").orElseThrow().getValue();
                float[][] forecasts = new float[rows.size()][];
                for (int t = 0; t < said.length; t++) {
                    forecasts[t] = restored(said[t][0], x[t][0]);
                }
                return forecasts;
            }
        }

        private float[] normalised(float[] values) {
            float[] scaled = new float[values.length];
            for (int c = 0; c < values.length; c++) {
                scaled[c] = (values[c] - mean[c]) / deviation[c];
            }
            return scaled;
        }

        /** An output is the change from the present value, if the model was trained on changes. */
        private float[] restored(float[] outputs, float[] present) {
            float[] values = new float[outputs.length];
            for (int c = 0; c < values.length; c++) {
                values[c] = (outputs[c] + (residual ? present[c] : 0)) * deviation[c] + mean[c];
            }
            return values;
        }

        private static float[] floats(JsonNode numbers) {
            float[] floats = new float[numbers.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) numbers.get(i).asDouble();
            }
            return floats;
        }
    }

    /** The rows of the table by sequence; {@code fields} says which column is what. */
    private static Map<String, List<Row>> read(Path table, JsonNode fields) throws Exception {
        List<String> lines = Files.readAllLines(table);
        List<String> header = Arrays.asList(lines.get(0).split(","));
        int sequence = header.indexOf(name(fields.path("sequence")));
        int time = header.indexOf(name(fields.path("time")));
        int[] features = new int[fields.path("features").size()];
        for (int c = 0; c < features.length; c++) {
            features[c] = header.indexOf(name(fields.path("features").get(c)));
        }
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split(",");
            float[] values = new float[features.length];
            for (int c = 0; c < values.length; c++) {
                values[c] = Float.parseFloat(parts[features[c]]);
            }
            long at = OffsetDateTime.parse(parts[time]).toInstant().toEpochMilli();
            rows.computeIfAbsent(parts[sequence], id -> new ArrayList<>()).add(new Row(at, values));
        }
        return rows;
    }

    /** The name of a column: a text, an object with a path, or a list of one. */
    private static String name(JsonNode column) {
        JsonNode one = column.isArray() ? column.get(0) : column;
        return one.isTextual() ? one.asText() : one.path("path").asText();
    }

    /** What the scoring job has forecast, by the sequence and the time of the row after which it was made. */
    private static Map<String, float[]> scored(Path config) throws Exception {
        Map<String, float[]> scored = new HashMap<>();
        long unknown = ForecastLog.read(JobConfig.read(config).kafka(), Duration.ofSeconds(30), forecast ->
                scored.put(forecast.sequenceId() + "@" + forecast.after().eventTime(), forecast.said().values()));
        if (unknown > 0) {
            throw new IllegalStateException(unknown + " records of the topic are no forecasts");
        }
        return scored;
    }
}
