package io.backflow.local.inspect;

/**
 * One shard of the parameters as it is written. Flink reads it as a POJO: the names are those of the fields.
 *
 * @param key Flink's key of it
 * @param state its bytes
 */
public record SavedShard(int key, byte[] state) {}
