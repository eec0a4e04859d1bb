package io.backflow.dashboard.view;

import java.util.List;

/**
 * What one record of the topic {@code predictions} says of a sequence.
 *
 * @param sequence its ID
 * @param step newest step that the record knows
 * @param eventTime of that step, in milliseconds since 1970
 * @param rows the steps that it speaks of
 */
public record SequenceRecord(String sequence, long step, long eventTime, List<StepRow> rows) {}
