// Node 20 has no Set.prototype.union.
Set.prototype.union ??= function (other) {
  return new Set([...this, ...other]);
};
