// The configuration of ejabberd for a measurement: Debian's defaults, except for what stands here.

export interface EjabberdPorts {
  readonly web: number;
  readonly postgres: number;
}

/** People need no password: signing in is not measured. Every message is archived for both sides, or for the room. */
export const ejabberdConfig = ({ web, postgres }: EjabberdPorts): string => `
hosts: [localhost]
loglevel: warning
default_db: sql
sql_type: pgsql
sql_server: 127.0.0.1
sql_port: ${postgres}
sql_database: ejabberd
sql_username: ejabberd
sql_password: none
auth_method: anonymous
anonymous_protocol: login_anon
websocket_ping_interval: 1 hour
websocket_timeout: 2 hours
listen:
  - port: ${web}
    ip: 127.0.0.1
    module: ejabberd_http
    request_handlers:
      /ws: ejabberd_http_ws
modules:
  mod_disco: {}
  mod_stream_mgmt: {}
  mod_mam:
    default: always
    db_type: sql
  mod_muc:
    db_type: mnesia
    history_size: 0
    default_room_options:
      mam: true
`;
