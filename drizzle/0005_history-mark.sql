CREATE TABLE "history_mark" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"summed_until" timestamp with time zone,
	"states_kept_since" timestamp with time zone,
	"sessions_kept_since" timestamp with time zone,
	CONSTRAINT "history_mark_one_row" CHECK ("history_mark"."only")
);
--> statement-breakpoint
CREATE TABLE "server_hour_stale" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "server_hour_stale_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" integer NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "server_hour" ADD COLUMN "counted_seconds" double precision NOT NULL;