CREATE TABLE "player" (
	"id" bigint PRIMARY KEY NOT NULL,
	"kind" text DEFAULT 'steam' NOT NULL,
	"external_id" text,
	"last_name" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "player_name" (
	"player_id" bigint NOT NULL,
	"name" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "player_name_player_id_name_pk" PRIMARY KEY("player_id","name")
);
--> statement-breakpoint
CREATE TABLE "server_player_session" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "server_player_session_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" integer NOT NULL,
	"player_id" bigint NOT NULL,
	"joined_at" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	"end_reason" text,
	"name_at_join" text NOT NULL,
	"min_ping" integer,
	"max_ping" integer,
	CONSTRAINT "server_player_session_player_id_joined_at_server_id_pk" PRIMARY KEY("player_id","joined_at","server_id"),
	CONSTRAINT "server_player_session_leaves_after_join" CHECK ("server_player_session"."left_at" is null or "server_player_session"."left_at" >= "server_player_session"."joined_at"),
	CONSTRAINT "server_player_session_end_has_reason" CHECK (("server_player_session"."left_at" is null) = ("server_player_session"."end_reason" is null)),
	CONSTRAINT "server_player_session_end_reason_known" CHECK ("server_player_session"."end_reason" in ('left', 'rejoined', 'unreachable', 'collector_gap', 'server_removed'))
);
--> statement-breakpoint
CREATE TABLE "steam_user_profile" (
	"steam_id_64" bigint PRIMARY KEY NOT NULL,
	"persona_name" text,
	"avatar_url" text,
	"fetched_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "server_credentials" (
	"server_id" integer PRIMARY KEY NOT NULL,
	"rcon_password" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "servers" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "servers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"protocol" text DEFAULT 'source' NOT NULL,
	"group_label" text,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "servers_name_not_blank" CHECK (btrim("servers"."name") <> ''),
	CONSTRAINT "servers_port_range" CHECK ("servers"."port" between 1 and 65535)
);
--> statement-breakpoint
CREATE TABLE "server_state" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "server_state_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"players" integer,
	"max_players" integer,
	"bots" integer,
	"map" text,
	"hibernating" boolean,
	CONSTRAINT "server_state_server_id_started_at_pk" PRIMARY KEY("server_id","started_at"),
	CONSTRAINT "server_state_ends_after_start" CHECK ("server_state"."ended_at" is null or "server_state"."ended_at" >= "server_state"."started_at")
);
--> statement-breakpoint
CREATE TABLE "player_server_total" (
	"player_id" bigint NOT NULL,
	"server_id" integer NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	"sessions" integer NOT NULL,
	"seconds" double precision NOT NULL,
	CONSTRAINT "player_server_total_player_id_server_id_pk" PRIMARY KEY("player_id","server_id")
);
--> statement-breakpoint
CREATE TABLE "server_hour" (
	"server_id" integer NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"watched_seconds" double precision NOT NULL,
	"up_seconds" double precision NOT NULL,
	"player_seconds" double precision NOT NULL,
	"peak_players" integer,
	"joins" integer NOT NULL,
	CONSTRAINT "server_hour_server_id_hour_pk" PRIMARY KEY("server_id","hour")
);
--> statement-breakpoint
CREATE TABLE "collector_run" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "collector_run_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"instance" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"heartbeat_at" timestamp with time zone NOT NULL,
	"stopped_at" timestamp with time zone,
	"batch" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "server_reachability" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "server_reachability_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" integer NOT NULL,
	"status" text NOT NULL,
	"detail" text,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "server_reachability_server_id_started_at_pk" PRIMARY KEY("server_id","started_at"),
	CONSTRAINT "server_reachability_status_known" CHECK ("server_reachability"."status" in ('ok', 'auth', 'timeout', 'unreachable', 'protocol')),
	CONSTRAINT "server_reachability_ends_after_start" CHECK ("server_reachability"."ended_at" is null or "server_reachability"."ended_at" >= "server_reachability"."started_at")
);
--> statement-breakpoint
CREATE TABLE "server_watch" (
	"server_id" integer PRIMARY KEY NOT NULL,
	"run_id" integer NOT NULL,
	"last_ok_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "player_name" ADD CONSTRAINT "player_name_player_id_player_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."player"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_player_session" ADD CONSTRAINT "server_player_session_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_player_session" ADD CONSTRAINT "server_player_session_player_id_player_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."player"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_credentials" ADD CONSTRAINT "server_credentials_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_state" ADD CONSTRAINT "server_state_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "player_server_total" ADD CONSTRAINT "player_server_total_player_id_player_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."player"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "player_server_total" ADD CONSTRAINT "player_server_total_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_hour" ADD CONSTRAINT "server_hour_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_reachability" ADD CONSTRAINT "server_reachability_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_watch" ADD CONSTRAINT "server_watch_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_watch" ADD CONSTRAINT "server_watch_run_id_collector_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."collector_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "player_external_id_key" ON "player" USING btree ("kind","external_id") WHERE "player"."external_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "server_player_session_open_key" ON "server_player_session" USING btree ("server_id","player_id") WHERE "server_player_session"."left_at" is null;--> statement-breakpoint
CREATE INDEX "server_player_session_closed_idx" ON "server_player_session" USING btree ("server_id","left_at") WHERE "server_player_session"."left_at" is not null;--> statement-breakpoint
CREATE INDEX "server_player_session_left_at_brin" ON "server_player_session" USING brin ("left_at");--> statement-breakpoint
CREATE UNIQUE INDEX "servers_name_key" ON "servers" USING btree ("name") WHERE "servers"."removed_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "server_state_current_key" ON "server_state" USING btree ("server_id") WHERE "server_state"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "player_server_total_server_idx" ON "player_server_total" USING btree ("server_id");--> statement-breakpoint
CREATE INDEX "collector_run_started_at_idx" ON "collector_run" USING btree ("started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "server_reachability_current_key" ON "server_reachability" USING btree ("server_id") WHERE "server_reachability"."ended_at" is null;