CREATE TABLE "operator_command" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "operator_command_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL,
	"operator" text NOT NULL,
	"server_id" integer,
	"target" text NOT NULL,
	"via" text NOT NULL,
	"command" text NOT NULL,
	"player_id" bigint,
	"player_name" text,
	"reason" text,
	"banned_until" timestamp with time zone,
	"outcome" text,
	"detail" text,
	"duration_ms" integer,
	CONSTRAINT "operator_command_outcome_known" CHECK ("operator_command"."outcome" in ('answered', 'refused', 'failed', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "operator_command" ADD CONSTRAINT "operator_command_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "operator_command_server_idx" ON "operator_command" USING btree ("server_id","sent_at");--> statement-breakpoint
CREATE INDEX "operator_command_sent_at_idx" ON "operator_command" USING btree ("sent_at");--> statement-breakpoint
COMMENT ON TABLE operator_command IS 'What people had game servers do through "rollcall rcon", "kick", "ban", "unban" and "say": one row a command, written before it is sent. Secrets are masked.';
COMMENT ON COLUMN operator_command.id IS 'Number of the command.';
COMMENT ON COLUMN operator_command.sent_at IS 'When, just before it was sent.';
COMMENT ON COLUMN operator_command.operator IS 'Who and from where: user@machine.';
COMMENT ON COLUMN operator_command.server_id IS 'The server; null where the command went to an address that is not registered.';
COMMENT ON COLUMN operator_command.target IS 'Name of the server at that time, or HOST:PORT.';
COMMENT ON COLUMN operator_command.via IS 'The command of rollcall that sent it: rcon, kick, ban, unban or say.';
COMMENT ON COLUMN operator_command.command IS 'What was sent, with *** in place of passwords and other secrets.';
COMMENT ON COLUMN operator_command.player_id IS 'Whom it was about, for Steam players the SteamID64; null where that is not known.';
COMMENT ON COLUMN operator_command.player_name IS 'Their name at that time; null where it is not known.';
COMMENT ON COLUMN operator_command.reason IS 'Why, in the words of the operator.';
COMMENT ON COLUMN operator_command.banned_until IS 'Until when a ban lasts (infinity = for ever); null for everything else.';
COMMENT ON COLUMN operator_command.outcome IS 'answered; refused = the server said that it did not do it; failed = no answer; cancelled = nobody waited for the answer; null = not known: rollcall or the database went away in between.';
COMMENT ON COLUMN operator_command.detail IS 'What went wrong, in words.';
COMMENT ON COLUMN operator_command.duration_ms IS 'How long the answer took, in milliseconds.';
