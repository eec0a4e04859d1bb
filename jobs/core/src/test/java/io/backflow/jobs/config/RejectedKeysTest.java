package io.backflow.jobs.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wrong configuration ends as one sentence with the full key, the value and the remedy. */
final class RejectedKeysTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        sync: {round: 4d}                                   | sync.round is set to 4d, but type asynchronous has no round; remove it or set sync.type: synchronous
        sync: {type: synchronous}                           | sync.round is missing; set it (length of a round, in event time)
        sync: {type: synchronos, round: 4d}                 | sync.type is synchronos; did you mean synchronous? it must be one of asynchronous, synchronous
        sync: {send: gradient, max_local_updates: 4}        | sync.max_local_updates is 4, but with sync.send: gradient there are no local updates; remove it or send: delta
        sync: {send: gradient, min_local_updates: 4}        | sync.min_local_updates is 4, but with sync.send: gradient there are no local updates; remove it or send: delta
        sync: {min_local_updates: 4, max_local_updates: 2}  | sync.max_local_updates is 2, but sync.min_local_updates is 4, and a worker that may not send would wait for ever; raise it
        sync: {send: gradient, outer: average}              | sync.outer is set, but with sync.send: gradient the server runs the optimizer itself; remove it or set sync.send: delta
        sync: {outer: {type: nesterov, momentum: 1}}        | sync.outer.momentum is 1.0; it must be above 0 and below 1, or use sync.outer: average
        sync: {outer: {type: nesterov, learning_rate: 0}}   | sync.outer.learning_rate is 0.0; it must be a finite number above 0
        sync: {type: synchronous, round: 1s, lanes: 6}      | sync.lanes is 6; it must be a power of two up to 1024
        sync: {type: synchronous, round: 1s, reproducible: true}                 | kafka.idle_timeout is 60000ms, but with sync.reproducible no clock may decide what a round holds; set it to 0ms
        sync: {type: synchronous, round: 1s, reproducible: true, send: delta}    | sync.reproducible is true, but with sync.send: delta each worker runs its own optimizer; remove it or send: gradient
        sync: {type: synchronous, round: 1s, reproducible: true, staleness: 4}   | sync.reproducible is true, but with sync.staleness: 4 the timing decides which parameters a round is trained on; set it to 0
        sync: {staleness: 0}                                | sync.staleness is 0; it must be a whole number above 0
        batch: {sise: 4}                                    | batch.sise is set to 4, but there is no such key; did you mean size?
        batch: {size: -4}                                   | batch.size is -4; it must be a whole number above 0
        batch: {size: many}                                 | batch.size is many; it must be a whole number
        batch: {size: 2.5}                                  | batch.size is 2.5; it must be a whole number
        batch: {size: [1]}                                  | batch.size is [1]; it must be a whole number
        batch: {linger: soon}                               | batch.linger is soon; it must be a duration such as 10ms, 5s, 10m, 1h, 4d or PT10M
        batch: {linger: 999999999999999d}                   | batch.linger is 999999999999999d; it must be a duration such as 10ms, 5s, 10m, 1h, 4d or PT10M
        batch: {replay: {kept: 4}}                          | batch.replay.windows is missing; set it (number of past windows of the same sequence that are trained beside each new window)
        batch: {replay: {windows: 0}}                       | batch.replay.windows is 0; it must be a whole number above 0
        batch: {replay: {windows: 8, kept: 4}}              | batch.replay.windows is 8, but batch.replay.kept is 4; a minibatch replays no window twice, set kept to 8 or more
        batch: {replay: {windows: 2, max_bytes_per_sequence: 9999}} | batch.replay.kept is 256, and a window takes 728 bytes, but batch.replay.max_bytes_per_sequence is 9999; keep 13 windows, or allow 186368 bytes
        batch: 7                                            | batch is 7; it must be a mapping of keys
        bathc: {size: 4}                                    | bathc is set to {"size":4}, but there is no such key; did you mean batch?
        horizon: {every: 16, back: 8}                       | horizon.back is 8, but horizon.every is 16; a gradient must reach at least the whole window, set back to 16 or more
        horizon: {type: full, every: 16, max_steps: 8}      | horizon.max_steps is 8, but horizon.every is 16; a horizon holds at least one window, set max_steps to 16 or more
        horizon: {every: 4, back: 8, carry: false}          | horizon.carry is false, but horizon.back is 8 and horizon.every is 4; a gradient ends where a window begins from the zero state: remove back, or carry
        horizon: {type: full, carry: false}                 | horizon.carry is set to false, but type full has no carry; remove it or set horizon.type: truncated
        horizon: {type: online, carry: false}               | horizon.carry is set to false, but type online has no carry; remove it or set horizon.type: truncated
        horizon: {type: full, back: 8}                      | horizon.back is set to 8, but type full has no back; remove it or set horizon.type: truncated
        horizon: {type: online, method: bptt}               | horizon.method is bptt; it must be one of rtrl, snap1
        horizon: {type: online, max_bytes_per_sequence: 9}  | horizon.max_bytes_per_sequence is 9, but the influence of this model's parameters on its state takes 466944 bytes a sequence; raise it, use fewer units, method: snap1 (14592 bytes), or another horizon
        sequence: {reorder: {gap: ignore}}                  | sequence.reorder.gap is ignore; it must be one of reset, carry, impute
        sequence: {session_gap: PT0S}                       | sequence.session_gap is PT0S; it must be 1ms or longer
        stream: {max_ahead: 1m, max_lead: 2m}                | stream.max_lead is PT2M, but stream.max_ahead is PT1M, and a step further ahead is not taken at all; raise stream.max_ahead too, or lower stream.max_lead
        stream: {max_ahead: PT-1S}                          | stream.max_ahead is PT-1S; it must not be negative
        stream: {max_weight: 0}                             | stream.max_weight is 0.0; it must be a finite number above 0
        stream: {order: {type: time, lateness: PT-1S}}      | stream.order.lateness is PT-1S; it must not be negative
        stream: {order: {type: number, lateness: 1s}}       | stream.order.lateness is set to 1s, but type number has no lateness; remove it or set stream.order.type: time
        stream: {max_lead: PT-1S}                           | stream.max_lead is PT-1S; it must not be negative
        target: {type: next, columns: [0, 9]}               | target.columns is [0, 9], but model.input.size is 4; a column must be from 0 to 3
        target: {type: next, columns: [0, 1]}               | target.columns is [0, 1], but the head predicts 4; set as many columns, or change model.head.units
        target: {type: next, columns: [0, 0]}               | target.columns is [0, 0]; name each feature once
        target: {type: delayed}                             | target.max_wait is missing; set it (how long after its step a label may become known, in event time; a step whose wait is over has none, and a label that becomes known later goes to the dead letters)
        target: {type: delayed, max_wait: 0s}               | target.max_wait is PT0S; it must be 1ms or longer
        target: {type: delayed, max_wait: 40000d}           | target.max_wait is PT960000H; it must be at most 36525d
        target: {type: delayed, max_wait: 1h, max_steps: 0} | target.max_steps is 0; it must be a whole number above 0
        stream: {labels: {target: y}}                       | stream.labels is set, but target.type is given, and no label comes later; remove it, or set target: {type: delayed, max_wait: 2h}
        stream: {labels: {weight: w}}                       | stream.labels.target and stream.labels.label are both absent, but a label says one of them; name the path of one
        target: {steps_ahead: 2}                            | target.steps_ahead is set to 2, but type given has no steps_ahead; remove it or set target.type: next
        normalization: {mean: [0], deviation: [1]}          | normalization.mean has 1 numbers, but model.input.size is 4; give one for each feature
        normalization: {mean: [0], deviation: [0]}          | normalization.deviation[0] is 0.0; it must be a finite number above 0 (1 leaves a feature that never moves as it is)
        normalization: {type: running, mean: [0]}           | normalization.mean is set to [0], but type running has no mean; remove it or set normalization.type: fixed
        normalization: {type: running, steps: 0}            | normalization.steps is 0; it must be a whole number above 0
        normalization: runing                               | normalization.type is runing; did you mean running? it must be one of fixed, global, running, window
        normalization: {type: global, steps: 0}             | normalization.steps is 0; it must be from 1 to 16777216
        normalization: {type: global, steps: 16777217}      | normalization.steps is 16777217; it must be from 1 to 16777216
        normalization: {type: window, steps: 1}             | normalization.steps is 1; a deviation needs 2 values, raise it
        normalization: {type: window, steps: 20000}         | normalization.steps is 20000, and so many values of 4 features are kept of each sequence; at most 65536 numbers are, lower it or set normalization.type: running
        normalization: {}                                   | normalization.mean is missing; set it (mean of each feature)
        normalization: {mean: ["NaN"], deviation: [1]}       | normalization.mean[0] is NaN; it must be a finite number
        optimizer: {clip_norm: 0}                           | optimizer.clip_norm is 0.0; it must be above 0, or Infinity for no bound
        optimizer: {window_norm: "NaN"}                     | optimizer.window_norm is NaN; it must be above 0, or Infinity for no bound
        optimizer: {clip_norm: .inf}                        | the configuration is not valid YAML at line 6, column 28: Malformed numeric value '.inf'; write Infinity where a bound may be without limit
        optimizer: {rule: adan}                             | optimizer.rule.type is adan; did you mean adam? it must be one of sgd, adam, adamw, rmsprop, adagrad, cocob
        forecast: {type: arrival, calibrate: true}          | forecast.calibrate is true, but only a head with model.head.loss.type: quantile, with two quantiles whose levels add up to 1, or gaussian_nll has intervals; remove it
        optimizer: {rule: cocob, learning_rate: 0.01}       | optimizer.learning_rate is set, but optimizer.rule: cocob finds the length of its steps itself; remove optimizer.learning_rate
        optimizer: {rule: {type: adam, beta_1: 1}}          | optimizer.rule.beta_1 is 1.0; it must be at least 0.0 and below 1.0
        optimizer: {rule: {type: sgd, nesterov: true}}      | optimizer.rule.nesterov is true with a momentum of 0; set optimizer.rule.momentum above 0
        optimizer: {learning_rate: -1}                      | optimizer.learning_rate.base is -1.0; it must be a finite number of 0 or more
        optimizer: {learning_rate: {type: cosine, base: 1}} | optimizer.learning_rate.total_steps is missing; set it (number of updates until the rate reaches `minimum`, warm-up included)
        server: {shards: 1000000}                           | server.shards is 1000000, but the model has only 3780 parameters; use fewer shards
        flink: {pipeline.generic-types: true}               | flink.pipeline.generic-types is true, but nothing here is serialised by Kryo; remove it
        flink: {execution: {checkpointing: 5s}}             | flink.execution is {"checkpointing":"5s"}; it must be a single word or number
        job: {blas_kernel: ""}                              | job.blas_kernel is ""; use 1 to 128 letters, digits, dots, underscores or dashes
        flink: {s3.secret-key: *star}                       | the configuration has an alias (*) at line 6; write out what it stands for, or put a value that begins with * in quotes
        flink: {s3.secret-key: [star]}                      | flink.s3.secret-key is (not shown); it must be a single word or number
        predictions: {publish: {type: sample, share: 1}}    | predictions.publish.share is 1.0; it must be above 0 and below 1, or set predictions.publish to all or none
        predictions: {top_k: 5}                             | predictions.top_k is 5, but only a head with model.head.loss.type: cross_entropy has classes; remove it
        predictions: {publish: some}                        | predictions.publish.type is some; did you mean none? it must be one of all, sample, none
        drift: {delta: 0}                                   | drift.delta is 0.0; it must be above 0 and below 1, such as 0.002
        drift: {every: 0}                                   | drift.every is 0; it must be a whole number above 0
        drift: {reaction: raise}                            | drift.reaction.type is raise; it must be one of none, raise_rate, reset_optimizer, forget_replay
        drift: {reaction: forget_replay}                    | drift.reaction.type is forget_replay, and without batch.replay no window is kept; set batch.replay, or drift.reaction: none
        drift: {groups: [a, b, a]}                          | drift.groups[2] is a, which is there already; remove it
        drift: {groups: [a, ""]}                            | drift.groups[1] is empty, and so would be all sequences, whose loss is watched anyway; remove it
        drift: {reaction: {type: raise_rate, factor: 0}}    | drift.reaction.factor is 0.0; it must be a finite number above 0
        drift: {reaction: {type: raise_rate, steps: 0}}     | drift.reaction.steps is 0; it must be a whole number above 0
        job: {run: "a b"}                                   | job.run is "a b"; use 1 to 128 letters, digits, dots, underscores or dashes
        """)
    void refuses(String added, String sentence) {
        assertThatThrownBy(() -> JobConfig.parse(Configurations.MINIMAL + added))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        size: 4}      | size: 4, missing: zero}     | model.input.missing is zero; it must be one of reject, last, mean, mask
        size: 4}      | size: 4, missing: [last, mask]} | model.input.missing has 2 entries, but model.input.size is 4; give one for all or one for each feature
        size: 4}      | size: 4, time_features: hour}  | model.input.time_features is hour; it must be one of elapsed, hour_of_day, day_of_week, day_of_year
        size: 4}      | size: 4, time_features: [elapsed, elapsed]} | model.input.time_features names one twice; name each once
        size: 4}      | size: 4, time_zone: Europe/Berlin} | model.input.time_zone is Europe/Berlin, but model.input.time_features is empty; name time features, or remove it
        size: 4}      | size: 4, time_features: elapsed, time_zone: Mars} | model.input.time_zone is Mars; it must be the name of a time zone, such as Europe/Berlin, or UTC
        size: 4}      | size: 4, time_features: elapsed, time_ahead: 3} | model.input.time_ahead is 3, but the targets are of the steps that carry them; remove it, it follows the target
        size: 4}      | size: 4, normalized: true} | model.input.normalized is true, but normalization.type is not global; remove it, it follows the normalization
        head: {units: 4, | head: {skip: time, units: 4, | model.head.skip is time, but model.input.time_features is empty; name time features, or set model.head.skip to inputs or none
        head: {units: 4, | head: {skip: all, units: 4, | model.head.skip is all; it must be one of none, time, inputs
        size: 4}      | size: 300000}               | model.input.size is 300000, and a timestep of so many features is larger than a Kafka record may be; use at most 250000
        head: {units: 4, | head: {units: 262144,    | model.head.units is 262144, and a prediction of so many outputs is larger than a Kafka record may be; set predictions.publish: none
        head: {units: 4, | head: {units: 90000,     | model.head.units is 90000, and a prediction of so many outputs is larger than a Kafka record may be; set predictions.publish: none
        units: 32     | units: -3                   | model.layers[0].units is -3; it must be a whole number above 0
        units: 32     | dropout: 0.5                | model.layers[0].units is missing; set it (number of hidden units)
        units: 32     | units: 32, dropout: 1.5     | model.layers[0].dropout is 1.5; it must be at least 0.0 and below 1.0
        units: 32     | units: 3, unit_forget_bias: true | model.layers[0].unit_forget_bias is set to true, but type gru has no unit_forget_bias; remove it or set model.layers[0].type: lstm
        units: 32     | units: 3, residual: true     | model.layers[0].residual is set to true, but type gru has no residual; remove it or set model.layers[0].type: lru
        units: 32     | units: 3, layer_normalization: true | model.layers[0].layer_normalization is set to true, but type gru has no layer_normalization; remove it or set model.layers[0].type: lru
        type: gru, units: 32 | type: lru, units: 3   | model.layers[0].units is 3; the units of a layer of type lru are pairs, choose an even number
        type: gru, units: 32 | type: lru, units: 6, activation: relu | model.layers[0].activation is relu; it must be one of linear, gated, glu
        type: gru, units: 32 | type: lru, units: 6, residual: true | model.layers[0].residual is true, but the layer reads 4 numbers and gives 6; set residual to false there, or make the layer before it as wide
        units: 32     | units: 2000000000           | model has more parameters than one vector holds (2147483647); make it smaller
        type: gru, units: 32 | units: 3             | model.layers[0].type is missing; set it to one of simple_rnn, lstm, gru, diagonal, lru
        {type: gru, units: 32} | `7`                | model.layers[0] is 7; it must be a mapping of keys
        {type: gru, units: 32} | ``                 | model.layers is empty; name at least one recurrent layer
        type: mse     | type: gaussian_nll, x: 1    | model.head.loss.x is set to 1, but there is no such key; remove it; known here: no keys
        bootstrap_servers: "localhost:9092" | bootstrap_servers: x:1, properties: {group.id: me} | kafka.properties.group.id is set, but Backflow sets it itself; remove it and set kafka.group_id
        bootstrap_servers: "localhost:9092" | bootstrap_servers: x:1, properties: {sasl.jaas.config: [hush]} | kafka.properties.sasl.jaas.config is (not shown); it must be a single word or number
        "localhost:9092" | localhost | kafka.bootstrap_servers is "localhost"; write host:port of each broker, separated by commas
        "localhost:9092" | "a:1," | kafka.bootstrap_servers is "a:1,"; write host:port of each broker, separated by commas
        "localhost:9092" | "" | kafka.bootstrap_servers is ""; write host:port of each broker, separated by commas
        bootstrap_servers: "localhost:9092" | bounded: true | kafka.bootstrap_servers is missing; set it (addresses of one or more brokers, `host:port`, separated by commas)
        bootstrap_servers: "localhost:9092" | bootstrap_servers: x:1, topics: {progress: timesteps} | kafka.topics.progress is timesteps, and so is kafka.topics.timesteps; give each its own topic
        bootstrap_servers: "localhost:9092" | bootstrap_servers: x:1, topics: {control: a/b} | kafka.topics.control is "a/b", which Kafka does not allow; use 1 to 249 letters, digits, dots, underscores or dashes
        """)
    void refusesInPlace(String right, String wrong, String sentence) {
        assertThatThrownBy(() -> JobConfig.parse(Configurations.MINIMAL.replace(right, wrong)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource({"3, 8", "16, 8"})
    void lanesAreSharedByAPowerOfTwoOfWorkers(int workers, int lanes) {
        assertThatThrownBy(() -> JobConfig.parse(Configurations.MINIMAL + """
                        job: {parallelism: %d}
                        sync: {type: synchronous, round: 1s, reproducible: true, lanes: %d}
                        """.formatted(workers, lanes)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("job.parallelism is " + workers + ", but with sync.reproducible the " + lanes
                        + " lanes are shared by a power of two of workers; set it to 1, 2, 4, … up to sync.lanes");
    }

    @Test
    void predictionsThatNoRecordHoldsArePossibleWhereNoneIsPublished() {
        String head = "head: {units: %d, loss: {type: %s}}";
        String many = Configurations.MINIMAL.replace(head.formatted(4, "mse"), head.formatted(300_000, "mse"));
        String classes =
                Configurations.MINIMAL.replace(head.formatted(4, "mse"), head.formatted(200_000, "cross_entropy"));

        JobConfig.parse(many + "predictions: {publish: none}");
        JobConfig.parse(classes + "predictions: {top_k: 120000}");
        assertThatThrownBy(() -> JobConfig.parse(classes + "predictions: {top_k: 130000}"))
                .hasMessage("model.head.units is 200000, and a prediction of so many outputs is larger than a Kafka"
                        + " record may be; set predictions.publish: none or a smaller predictions.top_k");
    }

    @Test
    void aWorkerThatWouldHoldUpEventTimeForEverIsRefused() {
        assertThatThrownBy(() -> kafka("idle_timeout: 0ms").checkReaders("timesteps", "steps", 1, 2))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kafka.idle_timeout is 0ms, but job.parallelism is 2 and kafka.topics.timesteps, steps, has"
                        + " 1 partition; a worker that reads none would hold up event time for ever, so add"
                        + " partitions, lower job.parallelism to 1, or set kafka.idle_timeout to 1m");

        kafka("idle_timeout: 0ms").checkReaders("timesteps", "steps", 2, 2);
        kafka("idle_timeout: 1s").checkReaders("timesteps", "steps", 1, 2);
        kafka("idle_timeout: 0ms, bounded: true").checkReaders("timesteps", "steps", 1, 2);
    }

    private static KafkaConfig kafka(String added) {
        String servers = "bootstrap_servers: \"localhost:9092\"";
        return JobConfig.parse(
                        Configurations.MINIMAL.replace(servers, servers + ", topics: {timesteps: steps}, " + added))
                .kafka();
    }

    @Test
    void textThatIsNoYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> JobConfig.parse("kafka: [\nmodel: {"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the configuration is not valid YAML at line ");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        assertThatThrownBy(() -> JobConfig.parse(Configurations.MINIMAL + "batch: {size: 1}\nbatch: {size: 2}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("batch");
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThatThrownBy(() -> JobConfig.parse(""))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the configuration is not a mapping of keys; begin with kafka: and model:");
    }
}
