-- Planned once a connection, not at each call, which took twice as long as to sum up a server. They read by index whatever the window is, so
-- there is nothing that a plan for the very window would do better. (Before Postgres 18 functions in SQL are planned at each call anyway.)
ALTER FUNCTION rollcall_write_hour_sums(timestamptz, timestamptz, integer[]) SET plan_cache_mode = force_generic_plan;
--> statement-breakpoint
ALTER FUNCTION rollcall_write_hour_details(timestamptz, timestamptz, integer[]) SET plan_cache_mode = force_generic_plan;
