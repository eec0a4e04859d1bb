package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.local.EmbeddedBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TimestepProducerIT {

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
        NewTopic narrow = new NewTopic("narrow", 1, (short) 1).configs(Map.of("max.message.bytes", "400"));
        broker.createTopics(new NewTopic("wide", 2, (short) 1), narrow);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void returnsFromCloseWhenTheBrokerHasEveryStep() {
        TimestepProducer producer = new TimestepProducer(kafka("wide"));
        for (int t = 0; t < 1000; t++) {
            producer.send(step(t, 3));
        }
        producer.close();

        assertThat(producer.sent()).isEqualTo(1000);
        assertThat(producer.acknowledged()).isEqualTo(1000);
    }

    @Test
    void throwsAStepThatTheBrokerRefusesAndTellsItsCallback() {
        List<Exception> problems = new CopyOnWriteArrayList<>();
        TimestepProducer producer = new TimestepProducer(kafka("narrow"), Map.of("linger.ms", "0"));
        producer.send(step(0, 3));
        producer.flush();
        producer.send(step(1, 500), (metadata, problem) -> problems.add(problem));

        assertThatIllegalStateException()
                .isThrownBy(producer::flush)
                .withMessageContaining("refused a timestep, after it had taken 1 of 2")
                .withCauseInstanceOf(RecordTooLargeException.class);
        assertThat(problems).singleElement().isInstanceOf(RecordTooLargeException.class);
        assertThatIllegalStateException().isThrownBy(() -> producer.send(step(2, 3)));
        assertThatIllegalStateException().isThrownBy(producer::close);
    }

    private static Step step(int t, int width) {
        return new Step("pump-7", t, 1000L * t, new float[width]);
    }

    private static KafkaConfig kafka(String topic) {
        return JobConfig.parse("""
            kafka: {bootstrap_servers: "%s", topics: {timesteps: %s}}
            model:
              input: {type: features, size: 3}
              layers: [{type: gru, units: 4}]
              head: {units: 3, loss: {type: mse}}
            target: {type: next}
            """.formatted(broker.bootstrapServers(), topic)).kafka();
    }
}
