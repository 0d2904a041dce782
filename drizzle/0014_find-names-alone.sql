-- Six short looks into indexes: to start other processes for them, or to compile them, takes longer than they do.
ALTER FUNCTION find_names(text, integer) SET jit = off SET max_parallel_workers_per_gather = 0;
