package io.backflow.dashboard.read;

import io.backflow.dashboard.view.RunView;
import io.backflow.jobs.config.ForecastConfig;
import io.backflow.jobs.config.JobConfig;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic {@code predictions}, while somebody watches. The sequences that are watched are read whole as long as the
 * topic has at most {@link #MOST} records a reading; of the others as much as shows which there are. Where the topic is
 * faster, records are left out, and it is read as often as the page changes, since the job needs the processor.
 */
final class PredictionReading extends TopicReading {

    private static final Logger LOG = LoggerFactory.getLogger(PredictionReading.class);

    private static final long HISTORY = 4000;
    private static final int MOST = 2000;
    private static final int MOST_OTHERS = 50;

    private final RunView view;
    private final PredictionRows rows;
    private int read;
    private int others;
    private boolean first = true;
    private boolean tooFast;

    PredictionReading(JobConfig config, RunView view) {
        super(config.kafka(), config.kafka().topics().predictions(), HISTORY);
        this.view = view;
        rows = new PredictionRows(config, config.forecast() instanceof ForecastConfig.Arrival);
    }

    @Override
    public Duration interval() {
        return tooFast ? Duration.ofSeconds(1) : Duration.ofMillis(250);
    }

    @Override
    public void read() {
        if (view.viewers() == 0) {
            leave();
            first = true;
            return;
        }
        Set<String> watched = view.watched();
        read = 0;
        others = 0;
        boolean more = true;
        while (more && read < (first ? HISTORY : MOST)) {
            int before = read;
            tail().poll().forEach(record -> take(record, watched));
            more = read > before;
        }
        first = first && read == 0;
        long behind = tail().behind();
        tooFast = behind > HISTORY;
        if (tooFast) {
            tail().seekBack(MOST);
            view.skipped(behind - MOST);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Set<String> watched) {
        read++;
        if (record.value() == null) {
            return;
        }
        String sequence = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (watched.contains(sequence) || first || others++ < MOST_OTHERS) {
            try {
                view.add(rows.of(record.value()));
            } catch (WireException e) {
                LOG.warn(
                        "a record of topic {} at {}:{} is skipped",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e);
            }
        }
    }
}
