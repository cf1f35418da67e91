"""The model that both examples tune: scikit-learn's gradient boosting on the data set of breast tumors."""

import functools
import statistics

from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedKFold, train_test_split

# Eight parameters: log scale where factors matter more than differences, whole numbers, and a choice.
PARAMETERS = [
  {"name": "learning_rate", "type": "double", "bounds": {"min": 0.005, "max": 1.0}, "transformation": "log"},
  {"name": "n_estimators", "type": "int", "bounds": {"min": 10, "max": 150}},
  {"name": "max_depth", "type": "int", "bounds": {"min": 1, "max": 8}},
  {"name": "min_samples_leaf", "type": "int", "bounds": {"min": 1, "max": 40}},
  {"name": "subsample", "type": "double", "bounds": {"min": 0.3, "max": 1.0}},
  {"name": "max_features", "type": "double", "bounds": {"min": 0.05, "max": 1.0}, "transformation": "log"},
  {"name": "min_impurity_decrease", "type": "double", "bounds": {"min": 1e-7, "max": 1e-1}, "transformation": "log"},
  {"name": "loss", "type": "categorical", "categorical_values": ["log_loss", "exponential"]},
]
METRICS = [{"name": "log_loss", "objective": "minimize"}]
FOLDS = 3


@functools.cache
def rows():
  """569 tumors, each described by 30 numbers; a fifth of them is kept for the end. Returns train x, test x, train y, test y."""
  x, y = load_breast_cancer(return_X_y=True)
  return train_test_split(x, y, test_size=0.2, random_state=0, stratify=y)


def evaluate(assignments):
  """Mean log loss of three-fold cross-validation on the training rows."""
  x, _, y, _ = rows()
  losses = []
  for train, held in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(x, y):
    model = GradientBoostingClassifier(random_state=0, **assignments).fit(x[train], y[train])
    losses.append(log_loss(y[held], model.predict_proba(x[held])))
  return statistics.mean(losses)


def test_score(assignments):
  """Trained on all training rows, judged by the rows that took no part in the search: log loss and accuracy."""
  x, held_x, y, held_y = rows()
  model = GradientBoostingClassifier(random_state=0, **assignments).fit(x, y)
  return log_loss(held_y, model.predict_proba(held_x)), model.score(held_x, held_y)
