package io.backflow.jobs;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ModelFile;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.parameters.ModelAssembler;
import io.backflow.jobs.parameters.ModelLimits;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.serve.ModelSubscription;
import io.backflow.jobs.serve.ParametersTopic;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.io.KerasNames;
import io.backflow.model.io.ModelJson;
import io.backflow.model.io.Safetensors;
import io.backflow.model.network.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the pages and the Javadoc show to Java users, line by line; the pages may quote no other Java. */
final class JavaExamples {

    private JavaExamples() {}

    static void produceTwo(JobConfig config, long time) {
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            producer.send(new Step("pump-7", 0, time, new float[] {21.5f, 1.2f, 0.4f}));
            producer.send(new Step("pump-7", 1, time + 1000, new float[] {21.6f, 1.1f, 0.4f}));
        } // returns when the broker has both
    }

    static void produce(Path file, float[][] readings, long start) {
        JobConfig config = JobConfig.read(file);
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            for (int t = 0; t < readings.length; t++) {
                producer.send(new Step("pump-7", t, start + 1000L * t, readings[t]));
            }
        } // returns when the broker has every step; throws if it refused one
    }

    static void follow(JobConfig config, Consumer<ModelVersion> models) {
        TopicPartition log = new TopicPartition(config.kafka().topics().parameters(), 0);
        int values = ParameterLayout.of(config.model()).size();
        ModelLimits limits = ModelLimits.forModelsOf(values, config.server().shards());
        ModelAssembler assembler = new ModelAssembler(config.job().run(), limits);
        try (var consumer = new KafkaConsumer<>(
                config.kafka().clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(log));
            consumer.seekToBeginning(List.of(log));
            boolean last = false;
            while (!last) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    var model = assembler.accept(record.key(), record.value());
                    if (model.isPresent()) {
                        models.accept(model.get().version());
                        last = model.get().version().last();
                    }
                }
            }
        }
    }

    static float[] predict(ModelSpec spec, float[] parameters, float[][] rows) {
        Minibatch batch = new Minibatch(spec, rows.length, 1);
        batch.reset(rows.length, 1);
        for (int t = 0; t < rows.length; t++) {
            System.arraycopy(rows[t], 0, batch.inputs(), t * rows[t].length, rows[t].length);
        }
        try (Network network = new Network(spec, rows.length, 1)) {
            network.load(parameters);
            network.forward(batch);
            return Arrays.copyOf(
                    network.outputs().predictions(), rows.length * spec.head().units());
        }
    }

    static float[] predictFromFiles(Path folder, float[][] rows) {
        ModelSpec spec = ModelJson.read(folder.resolve("spec.json"));
        float[] parameters = Safetensors.read(folder.resolve("model.safetensors"), spec, new KerasNames());
        return predict(spec, parameters, rows);
    }

    static void serve(JobConfig config, Iterable<List<Step>> arrivals, Consumer<Forecast> forecasts) throws Exception {
        try (ServedModel model = new ServedModel(ForecastSpec.of(config), ServedModel.BATCH);
                ModelSubscription subscription = ModelSubscription.start(ParametersTopic.of(config), model)) {
            subscription.await(Duration.ofSeconds(60));
            for (List<Step> steps : arrivals) {
                model.step(steps).forEach(forecasts);
            }
        }
    }

    static Map<String, byte[]> serveFile(Path file, Map<String, byte[]> states, List<Step> steps) {
        try (ServedModel model = ServedModel.open(file)) {
            model.restore(states);
            model.step(steps);
            return model.states();
        }
    }

    static void save(JobConfig config, ModelVersion version, Path file) {
        new ModelFile(ForecastSpec.of(config), version.version(), version.values()).write(file);
    }

    static float[] forecastOnce(Path file, long time, float[] readings) {
        try (ServedModel model = ServedModel.open(file)) {
            return model.step(new Step("pump-7", 0, time, readings)).said().values();
        }
    }
}
