/** Runs and models in MLflow, over its REST interface. */
@NullMarked
package io.backflow.local.mlflow;

import org.jspecify.annotations.NullMarked;
