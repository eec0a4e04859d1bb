package io.backflow.jobs.config;

/** Configurations that tests start from. */
final class Configurations {

    static final String MINIMAL = """
        kafka: {bootstrap_servers: "localhost:9092"}
        model:
          input: {type: features, size: 4}
          layers: [{type: gru, units: 32}]
          head: {units: 4, loss: {type: mse}}
        """;

    static final String FULL = """
        job: {name: backflow, run: storms, parallelism: 2, seed: 7}
        kafka:
          bootstrap_servers: localhost:9092
          bounded: true
          group_id: storms
          properties: {security.protocol: SSL, ssl.key.password: hush}
          topics: {timesteps: steps, predictions: said, parameters: model, progress: how, dead_letters: dead, control: orders}
        model:
          input: {type: features, size: 4}
          layers: [{type: gru, units: 32, reset_after: false}, {type: lstm, units: 8, dropout: 0.1}]
          head: {units: 2, loss: {type: huber, delta: 0.5}}
        normalization: {mean: [0, 1, 2, 3], deviation: [1, 1, 0.5, 2]}
        target: {type: next, steps_ahead: 3, columns: [0, 2], residual: true}
        sequence: {reorder: {max_steps: 8, max_wait: 1h, gap: impute}, session_gap: 1d, time_to_live: P7D}
        horizon: {type: truncated, every: 20, back: 20}
        batch: {size: 16, linger: 5ms}
        optimizer: {rule: {type: sgd}, learning_rate: {type: cosine, base: 0.1, total_steps: 100, warmup_steps: 10}, clip_norm: 1.0, reduction: sum_over_time}
        sync: {type: synchronous, send: gradient, round: 4d, staleness: 1}
        server: {shards: 2}
        publish: {every_versions: 3, interval: 250ms}
        flink: {execution.checkpointing.interval: 5s, state.backend.type: rocksdb}
        """;

    private Configurations() {}
}
