/** What nginx and Apache are told: one port a protocol, one process each. */

export interface Road {
  readonly protocol: string;
  /** Where the gateway listens. */
  readonly backend: number;
  /** Where the front end does. */
  readonly port: number;
}

export interface BenchFrontEnd {
  readonly name: string;
  readonly program: string;
  readonly package: string;
  readonly roads: readonly string[];
  configuration(folder: string, roads: readonly Road[]): string;
  arguments(file: string): readonly string[];
}

const nginxPass: Readonly<Record<string, string>> = {
  "node:http": 'proxy_pass http://up-http-raw; proxy_http_version 1.1; proxy_set_header Connection "";',
  http: 'proxy_pass http://up-http; proxy_http_version 1.1; proxy_set_header Connection "";',
  fastcgi: "include /etc/nginx/fastcgi_params; fastcgi_keep_conn on; fastcgi_pass up-fastcgi;",
  scgi: "include /etc/nginx/scgi_params; scgi_param SCRIPT_NAME $document_uri; scgi_pass up-scgi;",
  uwsgi: "include /etc/nginx/uwsgi_params; uwsgi_pass up-uwsgi;",
};
const upstream = (protocol: string): string => (protocol === "node:http" ? "up-http-raw" : `up-${protocol}`);

const apachePass: Readonly<Record<string, string>> = {
  "node:http": "http",
  http: "http",
  fastcgi: "fcgi",
  scgi: "scgi",
  uwsgi: "uwsgi",
  ajp: "ajp",
};

const module = (name: string): string => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`;

export const frontEnds: readonly BenchFrontEnd[] = [
  {
    name: "nginx",
    program: "/usr/sbin/nginx",
    package: "nginx",
    roads: ["node:http", "http", "fastcgi", "scgi", "uwsgi"],
    arguments: (file) => ["-c", file],
    configuration: (folder, roads) => `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  ${roads.map(({ protocol, backend }) => `upstream ${upstream(protocol)} { server 127.0.0.1:${backend}; keepalive 64; }`).join("\n  ")}
  ${roads.map(({ protocol, port }) => `server { listen 127.0.0.1:${port}; location / { ${nginxPass[protocol]} } }`).join("\n  ")}
}`,
  },
  {
    name: "Apache",
    program: "/usr/sbin/apache2",
    package: "apache2",
    roads: ["node:http", "http", "fastcgi", "scgi", "uwsgi", "ajp"],
    arguments: (file) => ["-f", file, "-DFOREGROUND"],
    configuration: (folder, roads) => `ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
Mutex file:${folder}
User www-data
Group www-data
${["mpm_event", "authz_core", "proxy", "proxy_http", "proxy_fcgi", "proxy_scgi", "proxy_uwsgi", "proxy_ajp"].map(module).join("\n")}
StartServers 1
ServerLimit 1
ThreadsPerChild 64
MaxRequestWorkers 64
KeepAlive On
MaxKeepAliveRequests 0
${roads
  .map(
    ({ protocol, backend, port }) => `Listen 127.0.0.1:${port}
<VirtualHost 127.0.0.1:${port}>
  ProxyPass "/" "${apachePass[protocol]}://127.0.0.1:${backend}/"${protocol === "fastcgi" ? " enablereuse=on" : ""}
</VirtualHost>`,
  )
  .join("\n")}
`,
  },
];
