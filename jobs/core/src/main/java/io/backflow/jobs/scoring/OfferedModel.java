package io.backflow.jobs.scoring;

import io.backflow.jobs.protocol.VersionId;

/**
 * A whole version of the model that a scoring job may adopt.
 *
 * @param offer counts the versions that the job was offered, from 1; no two versions of a job have the same
 * @param id which version of which server
 * @param values the flat parameter vector, which never changes
 */
public record OfferedModel(long offer, VersionId id, float[] values) {}
