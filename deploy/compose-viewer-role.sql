-- For compose.yaml. Runs once, when the database is made; "rollcall migrate" then grants the group what the pages show.
\set password `cat /run/secrets/viewer_password`
create role rollcall_reader nologin;
create role rollcall_viewer login password :'password' in role rollcall_reader;
